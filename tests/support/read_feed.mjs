// Reads a feed as two programs do that podcast apps and directories are built with, and prints both
// answers as JSON. The folder of the packages comes first, then the feed's file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, file] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(packages, "package.json")));
const xml = readFileSync(file, "utf8");

const { XMLValidator } = require("fast-xml-parser");
const { parseFeed } = require("podcast-partytime");
const { parseRssFeed } = await import(
  pathToFileURL(require.resolve("feedsmith")).href
);

const attempt = (read) => {
  try {
    return read();
  } catch (error) {
    return { error: String(error) };
  }
};
console.log(
  JSON.stringify({
    xml: XMLValidator.validate(xml),
    partytime: attempt(() => parseFeed(xml)),
    feedsmith: attempt(() => parseRssFeed(xml)),
  }),
);
