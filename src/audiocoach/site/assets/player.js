// The script of every page: it plays a track, shows what is said, and keeps the track on the phone.
// Without it the page has the browser's own player, its chapters and the link to the file.

const MOVE_S = 10;
const RESTART_S = 3; // later than this in a chapter, "previous" starts the chapter again
const EDGE_S = 0.05; // so far a browser may land before where it was sent
const SHOW_MS = 100;
const REMEMBER_MS = 5000;
const WAITS_MS = 12000; // words stay until the next ones, if these come so soon
const LINGERS_MS = 4000;
const TELL_MS = 8000; // a screen reader is told of words no more often

/** @param {string} id */
const byId = (id) => document.getElementById(id);

/** `65` as `1:05`, `3605` as `1:00:05`. @param {number} seconds */
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

/** The index of the last of `starts` that is not after `at`, or -1. */
function lastBefore(starts, at) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// What is remembered: a browser may refuse to, or throw where somebody forbade it.

const memory = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Then the track starts at its beginning.
    }
  },
  /** Forgets every key that begins with `prefix`, but `kept`. */
  clear(prefix, kept) {
    try {
      const old = Object.keys(localStorage).filter((key) => key.startsWith(prefix) && key !== kept);
      for (const key of old) localStorage.removeItem(key);
    } catch {
      // Nothing is remembered.
    }
  },
};

// Playing

/** The track's player: where it is, and where it can be sent. */
class Player {
  /** @param {HTMLAudioElement} audio @param {HTMLAnchorElement[]} links to the chapters */
  constructor(audio, links, durationMs) {
    this.audio = audio;
    this.links = links;
    this.starts = links.map((link) => Number(link.dataset.start) / 1000);
    this.duration = durationMs / 1000;
  }

  get at() {
    return this.audio.currentTime;
  }

  get chapter() {
    return Math.max(0, lastBefore(this.starts, this.at + EDGE_S));
  }

  get chapterEnd() {
    return this.starts[this.chapter + 1] ?? this.duration;
  }

  get title() {
    return this.links[this.chapter]?.querySelector(".name").textContent ?? "";
  }

  seek(seconds) {
    const { audio } = this;
    const to = Math.min(Math.max(0, seconds), this.duration);
    audio.currentTime = to;
    if (audio.readyState) return;
    // Not every browser keeps that until it knows the track.
    const again = () => {
      audio.currentTime = to;
    };
    audio.addEventListener("loadedmetadata", again, { once: true });
  }

  move(seconds) {
    this.seek(this.at + seconds);
  }

  toggle() {
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  play() {
    if (this.audio.error) this.audio.load();
    // Refused before somebody has touched the page, or cut short by a pause.
    this.audio.play().catch(() => {});
  }

  previous() {
    const { chapter } = this;
    const started = this.starts[chapter] ?? 0;
    this.seek(this.at - started > RESTART_S ? started : (this.starts[chapter - 1] ?? 0));
  }

  next() {
    const start = this.starts[this.chapter + 1];
    if (start !== undefined) this.seek(start);
  }
}

/** Remembers where the track is, under the name of its content. */
function remember({ audio, duration }, track) {
  const prefix = `audiocoach ${track.name}.`;
  const key = `audiocoach ${track.stem}`;
  let saved = 0;
  memory.clear(prefix, key);
  const save = () => {
    if (!audio.readyState) return;
    saved = Date.now();
    memory.set(key, String(audio.ended ? 0 : audio.currentTime));
  };
  const restore = () => {
    const at = Number(memory.get(key));
    if (at > 0 && at < duration - 1 && audio.currentTime === 0) audio.currentTime = at;
  };
  if (audio.readyState) restore();
  audio.addEventListener("loadedmetadata", restore); // again after a connection was lost
  for (const event of ["pause", "seeked", "ended"]) audio.addEventListener(event, save);
  audio.addEventListener("timeupdate", () => {
    if (!audio.paused && Date.now() - saved > REMEMBER_MS) save();
  });
  addEventListener("pagehide", () => {
    if (audio.currentTime) save();
  });
}

// The page

/** Shows where the player is: the words, the chapter, the time. */
class Screen {
  constructor(player, track) {
    this.player = player;
    this.words = track.words;
    this.cues = track.cues;
    this.cueStarts = track.cues.map(([start]) => start);
    this.chapter = -1;
    this.summary = byId("cue").textContent;
    this.text = null;
    this.toldAt = -Infinity;
    this.isMoving = false; // the slider is being dragged
    this.onChapter = () => {};
  }

  show() {
    const { player } = this;
    const { at, duration } = player;
    if (!this.isMoving) byId("position").value = String(Math.floor(at));
    byId("position").setAttribute("aria-valuetext", `${clock(at)} / ${clock(duration)}`);
    byId("elapsed").textContent = clock(at);
    byId("left").textContent = `−${clock(Math.ceil(duration - at))}`;
    document.querySelector(".strip").style.setProperty("--at", `${(at / duration) * 100}%`);
    this.showChapter();
    this.showCue(at * 1000);
  }

  showChapter() {
    const { chapter, links, title } = this.player;
    if (chapter === this.chapter || !links.length) return;
    links[this.chapter]?.removeAttribute("aria-current");
    links[chapter].setAttribute("aria-current", "true");
    byId("chapter").textContent = title;
    const isFirst = this.chapter < 0;
    this.chapter = chapter;
    if (!isFirst) this.tell(title);
    this.onChapter();
  }

  showCue(ms) {
    const [text, kind] = this.cueAt(ms);
    if (text === this.text) return;
    this.text = text;
    const shown = byId("cue");
    shown.textContent = text;
    shown.dataset.kind = kind;
    shown.dataset.size = ["s", "m", "l"][[14, 44, 110].findIndex((most) => text.length <= most)] ?? "xl";
    const isTold = kind === "said" && Date.now() - this.toldAt > TELL_MS;
    if (isTold && !this.player.audio.paused) this.tell(text);
  }

  /** What stands in large type, and what it is: words, a count, or the time that is left. */
  cueAt(ms) {
    const index = lastBefore(this.cueStarts, ms);
    const isUntouched = !ms && this.player.audio.paused;
    if (isUntouched) return [this.summary, "summary"];
    if (index >= 0) {
      const [, end, text, isAside] = this.cues[index];
      const next = this.cueStarts[index + 1] ?? Infinity;
      if (ms < end + LINGERS_MS || next - end < WAITS_MS) return [text, isAside ? "aside" : "said"];
    }
    return [clock(Math.ceil(this.player.chapterEnd - ms / 1000)), "clock"];
  }

  /** To a screen reader. */
  tell(text) {
    this.toldAt = Date.now();
    byId("told").textContent = text;
  }
}

/** Shows the time while it passes, and what buttons do. */
function follow(screen) {
  const { player, words } = screen;
  const { audio } = player;
  let timer = 0;
  const update = () => {
    const label = audio.paused ? words.play : words.pause;
    const button = byId("play");
    button.setAttribute("aria-label", label);
    button.title = label;
    button.dataset.state = audio.paused ? "paused" : "playing";
    clearInterval(timer);
    timer = audio.paused ? 0 : setInterval(() => document.hidden || screen.show(), SHOW_MS);
    screen.show();
  };
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, update);
  const shown = ["timeupdate", "seeking", "seeked", "loadedmetadata"];
  for (const event of shown) audio.addEventListener(event, () => screen.show());
  update();
}

/** Buttons, chapters and the slider. */
function listen(screen) {
  const { player } = screen;
  const actions = {
    play: () => player.toggle(),
    back: () => player.move(-MOVE_S),
    forward: () => player.move(MOVE_S),
    previous: () => player.previous(),
    next: () => player.next(),
  };
  for (const [id, action] of Object.entries(actions)) byId(id).addEventListener("click", action);
  player.links.forEach((link, index) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      player.seek(player.starts[index]);
      player.play();
    });
  });
  const slider = byId("position");
  slider.addEventListener("input", () => {
    screen.isMoving = true;
    player.seek(Number(slider.value));
  });
  slider.addEventListener("change", () => {
    screen.isMoving = false;
  });
  const keys = {
    " ": actions.play,
    arrowleft: actions.back,
    arrowright: actions.forward,
    p: actions.previous,
    n: actions.next,
  };
  document.addEventListener("keydown", (event) => onKey(event, keys));
}

function onKey(event, keys) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const action = keys[keyName(event)];
  const presses = event.key === " " && event.target.closest("button"); // which the browser does
  if (!action || presses) return;
  event.preventDefault();
  action();
}

/** The key by its letter, or by its place where the keyboard has no Latin ones. */
function keyName({ key, code }) {
  const isForeign = key.length === 1 && !/[ -~]/.test(key);
  return (isForeign ? code.replace("Key", "") : key).toLowerCase();
}

// The lock screen

/** On iOS, buttons that seek take the place of those that change the chapter. */
function isIos() {
  const isPad = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return isPad || /iPhone|iPad|iPod/.test(navigator.userAgent);
}

function showOnLockScreen(screen) {
  const session = navigator.mediaSession;
  if (!session) return;
  const { player } = screen;
  const { audio } = player;
  const handlers = {
    play: () => player.play(),
    pause: () => audio.pause(),
    previoustrack: () => player.previous(),
    nexttrack: () => player.next(),
    seekto: ({ seekTime }) => player.seek(seekTime),
    seekbackward: isIos() ? null : ({ seekOffset }) => player.move(-(seekOffset ?? MOVE_S)),
    seekforward: isIos() ? null : ({ seekOffset }) => player.move(seekOffset ?? MOVE_S),
  };
  const handle = () => {
    for (const [action, handler] of Object.entries(handlers)) {
      try {
        session.setActionHandler(action, handler);
      } catch {
        // This browser has no such button.
      }
    }
  };
  const place = () => {
    if (!session.setPositionState) return;
    const duration = Number.isFinite(audio.duration) ? audio.duration : player.duration;
    const position = Math.min(audio.currentTime, duration);
    session.setPositionState({ duration, position, playbackRate: audio.playbackRate || 1 });
  };
  const describe = () => {
    session.metadata = new MediaMetadata({
      title: document.querySelector("h1").textContent,
      artist: document.querySelector(".artist")?.textContent ?? "audiocoach",
      album: player.title,
      artwork: artwork(),
    });
  };
  screen.onChapter = describe;
  describe();
  handle();
  if (audio.readyState) place(); // it may have been quicker than this script
  // A phone forgets them when something else has played in between.
  audio.addEventListener("playing", () => {
    describe();
    handle();
    place();
  });
  for (const event of ["loadedmetadata", "seeked", "ratechange", "pause"]) {
    audio.addEventListener(event, place);
  }
  for (const event of ["play", "pause", "ended"]) {
    audio.addEventListener(event, () => {
      session.playbackState = audio.paused ? "paused" : "playing";
    });
  }
}

function artwork() {
  const cover = document.querySelector(".cover");
  if (cover) return [{ src: cover.src, sizes: "600x600" }];
  return [{ src: document.querySelector("link[rel=icon]").href, sizes: "192x192" }];
}

// Keeping the track on the phone

const scope = new URL(".", location.href).pathname;

/** What a page keeps of a track: its own files first, and the sound last. */
class Shelf {
  constructor(track) {
    this.track = track;
    this.prefix = `audiocoach ${scope} track ${track.name}.`;
    this.name = `audiocoach ${scope} track ${track.stem}`;
    this.sound = `${track.stem}.mp3`;
  }

  async isFull() {
    return (await caches.has(this.name)) && Boolean(await (await caches.open(this.name)).match(this.sound));
  }

  /** @param {(share: number) => void} tell how much is there */
  async fill(tell) {
    const cache = await caches.open(this.name);
    try {
      await Promise.all(this.track.pages.map((page) => this.putPage(cache, page)));
      await Promise.all(this.track.files.map(async (path) => cache.put(path, await fetched(path))));
      await this.putSound(cache, tell);
    } catch (error) {
      await this.empty();
      throw error;
    }
    await this.emptyOlder();
    navigator.storage?.persist?.().catch(() => {});
  }

  async putPage(cache, page) {
    const response = await fetched(page, { cache: "no-store" }); // past what was kept before
    const html = await response.text();
    if (!html.includes(this.sound)) throw new Error("the page has changed");
    const headers = { "Content-Type": "text/html; charset=utf-8" };
    await cache.put(page, new Response(html, { headers })); // where it was found does not matter
  }

  async putSound(cache, tell) {
    const { size } = this.track;
    const response = await fetched(this.sound);
    let got = 0;
    const count = new TransformStream({
      transform(chunk, controller) {
        got += chunk.length;
        tell(got / size);
        controller.enqueue(chunk);
      },
    });
    const headers = { "Content-Type": "audio/mpeg", "Content-Length": String(size) };
    await cache.put(this.sound, new Response(response.body.pipeThrough(count), { headers }));
    if (got !== size) throw new Error("the track was cut short");
  }

  empty() {
    return caches.delete(this.name);
  }

  /** Other versions of the same track. */
  async emptyOlder() {
    const older = (await caches.keys()).filter(
      (name) => name.startsWith(this.prefix) && name !== this.name,
    );
    await Promise.all(older.map((name) => caches.delete(name)));
  }
}

async function fetched(path, how = {}) {
  const response = await fetch(path, how);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** Whether the browser keeps things for pages: only over https it has what that takes. */
const canKeep = "serviceWorker" in navigator && "caches" in window;

/** Offers to keep the track. */
async function offerToKeep(track) {
  const shelf = new Shelf(track);
  const { words } = track;
  const keep = byId("keep");
  const remove = byId("remove");
  keep.hidden = false;
  keep.disabled = true; // in its place at once, so that nothing moves
  byId("hint").textContent = words.keep_hint;
  try {
    await navigator.serviceWorker.register("sw.js");
    await navigator.serviceWorker.ready;
  } catch {
    keep.hidden = true; // then the link to the file is what there is
    byId("hint").textContent = words.save_hint;
    return;
  }
  const show = (isKept, hint) => {
    keep.hidden = isKept;
    remove.hidden = !isKept;
    keep.disabled = false;
    byId("hint").textContent = hint;
  };
  const showState = async () => {
    const isKept = await shelf.isFull();
    show(isKept, isKept ? words.kept : words.keep_hint);
  };
  keep.addEventListener("click", async () => {
    keep.disabled = true;
    let shown = -1;
    const tell = (share) => {
      const percent = Math.min(100, Math.floor(share * 10) * 10);
      if (percent !== shown) byId("hint").textContent = words.keeping.replace("{percent}", percent);
      shown = percent;
    };
    try {
      await shelf.fill(tell);
      await showState();
      remove.focus();
    } catch {
      show(false, words.not_kept);
    }
  });
  remove.addEventListener("click", async () => {
    await shelf.empty();
    await showState();
    keep.focus();
  });
  await showState();
}

// Versions

/** Tells of a newer version, for this page may be an old one that was left open or kept. */
function watchVersions(track) {
  const look = async () => {
    try {
      const newest = await (await fetched(`${track.name}.json`, { cache: "no-store" })).json();
      if (newest.track === track.stem) return;
      byId("newer-told").textContent = track.words.newer;
      byId("newer").hidden = false;
    } catch {
      // No connection: this version plays on.
    }
  };
  byId("load").addEventListener("click", () => location.reload());
  document.addEventListener("visibilitychange", () => document.hidden || look());
  addEventListener("online", look);
  look();
}

/** Brings the page of a track to life. */
function start(track) {
  const audio = document.querySelector("audio");
  const links = [...document.querySelectorAll(".chapters a")];
  const player = new Player(audio, links, track.duration);
  const screen = new Screen(player, track);
  audio.controls = false;
  if (canKeep) offerToKeep(track);
  document.documentElement.classList.add("js");
  remember(player, track);
  showOnLockScreen(screen);
  follow(screen);
  listen(screen);
  tellOfTrouble(audio);
  watchVersions(track);
}

/** Says when the track cannot be had, and tries again when there is a connection. */
function tellOfTrouble(audio) {
  const update = () => {
    byId("trouble").hidden = !audio.error;
  };
  for (const event of ["error", "emptied", "loadedmetadata"]) audio.addEventListener(event, update);
  addEventListener("online", () => audio.error && audio.load());
  update();
}

const data = byId("track");
if (data) start(JSON.parse(data.textContent));
else navigator.serviceWorker?.register("sw.js").catch(() => {});
