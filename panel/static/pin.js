// The dialog in which a place is pinned: the needle stands still, the map moves under it, by finger, mouse or arrow keys.

import { drawMap, wordsFor } from "./map.js";
import { WORDS } from "./words.js";

const CLOSE_ZOOM = 16;
/** Without pictures, near enough for some names to be in sight. */
const BARE_ZOOM = 14;
const $ = (id) => document.getElementById(id);

export class PinDialog {
  /** `send` gets the point. */
  constructor(send) {
    this.dialog = $("pin");
    $("pin-here").addEventListener("click", () => this.locate());
    $("pin-send").addEventListener("click", () => {
      send(this.spot());
      this.dialog.close();
    });
  }

  /** Opens the map; with `locate` it looks for the person first. */
  async open(locate) {
    this.dialog.showModal();
    $("pin-send").disabled = !this.map;
    try {
      this.map ??= await this.draw();
    } catch {
      $("pin-near").textContent = WORDS.mapFailed;
      return;
    }
    $("pin-send").disabled = false;
    this.map.invalidateSize();
    $("map").focus();
    if (locate) this.locate();
    else this.describe();
  }

  async draw() {
    const map = await drawMap($("map"));
    map.on("moveend", () => this.describe());
    return map;
  }

  spot() {
    const { lat, lng } = this.map.getCenter();
    return { lat: Number(lat.toFixed(6)), lon: Number(lng.toFixed(6)) };
  }

  async describe(before = "") {
    const words = await wordsFor(this.spot()).catch(() => "");
    $("pin-near").textContent = [before, words].filter(Boolean).join(" ");
  }

  locate() {
    if (!navigator.geolocation) return this.describe(WORDS.locateFailed);
    $("pin-near").textContent = WORDS.locating;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const zoom = $("map").classList.contains("bare") ? BARE_ZOOM : CLOSE_ZOOM;
        this.map.setView([coords.latitude, coords.longitude], zoom, { animate: false });
        this.describe(WORDS.located);
      },
      (fault) => this.describe(fault.code === fault.PERMISSION_DENIED ? WORDS.locateDenied : WORDS.locateFailed),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }
}
