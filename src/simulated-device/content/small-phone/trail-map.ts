/** A third-party app with many small files (map tiles, routes) and one file of several megabytes. */
import { addDatabase, addPlist, addText } from '../add-files.ts';
import { dict } from '../../../formats/index.ts';
import { patternContent } from '../pattern-content.ts';
import type { DomainBuilder, PhoneBuilder } from '../phone-builder.ts';
import { encodePng } from '../png.ts';
import type { Insert } from '../sqlite-file.ts';
import { registerStoreApp, TRAIL_MAP } from './store-apps.ts';

const ROUTES = 24;
const TILES_PER_SIDE = 8;
const TILE_PIXELS = 64;
const TERRAIN_BYTES = 8 * 1024 * 1024;

export function addTrailMap(phone: PhoneBuilder): void {
  registerStoreApp(phone, TRAIL_MAP);
  const app = phone.domain(`AppDomain-${TRAIL_MAP.id}`);
  for (let number = 1; number <= ROUTES; number++) addText(app, `Documents/Routes/Sample Route ${number}.gpx`, route(phone, number));
  addTiles(app);
  app.file('Documents/Offline Maps/terrain.bin', patternContent(TERRAIN_BYTES, phone.seed));
  addPlist(app, `Library/Preferences/${TRAIL_MAP.id}.plist`, () => dict({ units: 'metric', zoom: 12.5, lastPosition: [0.5, 0.25] }));
  const schema = `CREATE TABLE waypoint (id INTEGER PRIMARY KEY, name TEXT, latitude REAL, longitude REAL);`;
  const fill = (insert: Insert) => {
    const random = phone.random('waypoints');
    for (let id = 1; id <= 150; id++) {
      insert('waypoint', { id, name: `Sample Place ${id}`, latitude: random.int(-900, 900) / 1e4, longitude: random.int(-900, 900) / 1e4 });
    }
  };
  addDatabase(app, 'Library/Application Support/waypoints.sqlite', { schema, fill, wal: false });
  addText(app, 'Library/Cookies/note.txt', 'No cookies are kept.\n');
}

function addTiles(app: DomainBuilder): void {
  for (let x = 0; x < TILES_PER_SIDE; x++) {
    for (let y = 0; y < TILES_PER_SIDE; y++) app.file(`Documents/Offline Maps/3/${x}/${y}.png`, () => tile(x, y));
  }
}

/** Contour lines that go on from tile to tile. */
function tile(tileX: number, tileY: number): Uint8Array {
  return encodePng(TILE_PIXELS, TILE_PIXELS, (x, y) => {
    const height = Math.sin((tileX + x / TILE_PIXELS) * 1.7) + Math.cos((tileY + y / TILE_PIXELS) * 1.3);
    const isLine = Math.abs(height * 6 - Math.round(height * 6)) < 0.06;
    const shade = 190 + Math.round(height * 25);
    return isLine ? [150, 110, 70] : [shade - 20, shade, shade - 50];
  });
}

function route(phone: PhoneBuilder, number: number): string {
  const random = phone.random(`route ${number}`);
  let [latitude, longitude] = [random.int(-500, 500), random.int(-500, 500)];
  const points = Array.from({ length: 60 }, () => {
    latitude += random.int(-3, 5);
    longitude += random.int(-3, 5);
    return `      <trkpt lat="${(latitude / 1e4).toFixed(4)}" lon="${(longitude / 1e4).toFixed(4)}"/>`;
  });
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Trail Map" xmlns="http://www.topografix.com/GPX/1/1">';
  return `${head}\n  <trk><name>Sample Route ${number}</name>\n    <trkseg>\n${points.join('\n')}\n    </trkseg>\n  </trk>\n</gpx>\n`;
}
