// Reads calendars with the parser of Thunderbird, one JSON line a file: each event with the time of
// its clock on the wall, and the moment that its zone makes of it, by the file's own VTIMEZONE.
// The folder of the packages comes first, then the files.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, ...files] = process.argv.slice(2);
const { default: ICAL } = await import(
  pathToFileURL(join(packages, "node_modules", "ical.js", "dist", "ical.js")).href
);

for (const file of files) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const alarms = component.getAllSubcomponents("valarm");
    return {
      uid: event.uid,
      sequence: event.sequence,
      summary: event.summary,
      description: event.description,
      wall: event.startDate.toString(),
      zone: event.startDate.zone.tzid,
      starts: event.startDate.toUnixTime(),
      ends: event.endDate.toUnixTime(),
      alarms: alarms.map((alarm) => alarm.getFirstPropertyValue("trigger").toString()),
    };
  });
  console.log(JSON.stringify(events));
}
