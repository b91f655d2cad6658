// A map for any page: Leaflet with the tiles of the settings; if they don't come, the city's own names stand there.

import { WORDS } from "./words.js";

const TILE_PATIENCE = 5000;
const HOODS_FROM_ZOOM = 13;
const KM_A_DEGREE = 111.2;
let library;
let names;

/** Loads Leaflet once, only when a map is wanted: a phone that never opens one never pays for it. */
function leaflet() {
  library ??= import("/vendor/leaflet/leaflet.js").then(() => window.L);
  if (!document.getElementById("leaflet-style")) {
    const sheet = document.createElement("link");
    Object.assign(sheet, { id: "leaflet-style", rel: "stylesheet", href: "/vendor/leaflet/leaflet.css" });
    document.head.append(sheet);
  }
  return library;
}

/** Centres of the city's regions and neighbourhoods. */
export function cityNames() {
  names ??= fetch("/chat/map.json").then((answer) => answer.json());
  return names;
}

const km = (a, b) =>
  Math.hypot((a.lat - b.lat) * KM_A_DEGREE, (a.lon - b.lon) * KM_A_DEGREE * Math.cos((a.lat * Math.PI) / 180));

function nearest(rows, spot) {
  const far = rows.map((row) => ({ row, km: km(spot, { lat: row.at(-2), lon: row.at(-1) }) }));
  return far.reduce((best, one) => (one.km < (best?.km ?? Infinity) ? one : best), null);
}

/** Where a point lies, in words; the same rule as the server's. */
export async function wordsFor(spot) {
  const [south, west, north, east] = document.body.dataset.box.split(",").map(Number);
  if (spot.lat < south || spot.lat > north || spot.lon < west || spot.lon > east) return WORDS.outsideCity;
  const { regions, neighbourhoods } = await cityNames();
  const region = nearest(regions, spot);
  const hood = nearest(neighbourhoods, spot);
  if (hood && hood.km <= (region?.km ?? 0) + 1) return WORDS.nearHood(hood.row[0], hood.row[1]);
  return region ? WORDS.nearRegion(region.row[0]) : "";
}

function label(L, text, lat, lon, kind) {
  const html = document.createElement("span");
  html.textContent = text;
  const icon = L.divIcon({ className: `map-name ${kind}`, html, iconSize: null });
  return L.marker([lat, lon], { icon, interactive: false, keyboard: false, zIndexOffset: -100000 });
}

/** Writes the names of the city on a map that has no pictures. */
async function writeNames(L, map) {
  map.getContainer().classList.add("bare");
  const { regions, neighbourhoods } = await cityNames();
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const near = map.getZoom() >= HOODS_FROM_ZOOM;
    const seen = map.getBounds().pad(0.2);
    const rows = near
      ? neighbourhoods.map(([name, , lat, lon]) => [name, lat, lon, "hood"])
      : regions.map(([title, lat, lon]) => [WORDS.region(title), lat, lon, "region"]);
    for (const [text, lat, lon, kind] of rows) if (seen.contains([lat, lon])) label(L, text, lat, lon, kind).addTo(layer);
  };
  map.on("moveend", draw);
  draw();
}

/** Puts pictures under a map; names come instead as soon as one fails, or when none comes in time. */
function lay(L, map) {
  const { tiles, tilesCredit } = document.body.dataset;
  if (!tiles) return writeNames(L, map);
  const layer = L.tileLayer(tiles, { maxZoom: 19, attribution: tilesCredit }).addTo(map);
  let named = false;
  const name = () => {
    if (!named) writeNames(L, map);
    named = true;
  };
  const late = setTimeout(name, TILE_PATIENCE);
  layer.once("tileload", () => clearTimeout(late));
  return layer.once("tileerror", name);
}

/** Draws a map into an element, over the city's centre unless told otherwise. */
export async function drawMap(element, { centre, zoom = 12 } = {}) {
  const L = await leaflet();
  const [lat, lon] = document.body.dataset.centre.split(",").map(Number);
  const [south, west, north, east] = document.body.dataset.box.split(",").map(Number);
  const map = L.map(element, {
    center: centre ?? [lat, lon],
    zoom,
    minZoom: 9,
    maxBounds: L.latLngBounds([south, west], [north, east]).pad(0.5),
    zoomControl: false,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ position: "bottomleft", zoomInTitle: WORDS.zoomIn, zoomOutTitle: WORDS.zoomOut }).addTo(map);
  lay(L, map);
  return map;
}
