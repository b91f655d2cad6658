// The dialog in which a photo is looked at before it is sent. It is made smaller here already: that spares
// the person's data, turns formats that only the phone can read into JPEG, and leaves the place of taking behind.

import { WORDS } from "./words.js";

const LONG_SIDE = 1600;
const SIZE_LIMIT = 15 * 2 ** 20;
const $ = (id) => document.getElementById(id);

export class PhotoDialog {
  /** `send` gets the id of the photo that the server keeps. */
  constructor(send) {
    this.send = send;
    this.dialog = $("photo");
    $("file").addEventListener("change", () => {
      if ($("file").files.length) this.open($("file").files[0]);
      $("file").value = "";
    });
    $("photo-send").addEventListener("click", () => this.upload());
    this.dialog.addEventListener("close", () => this.leave());
  }

  /** Shows a file and waits for a yes. */
  async open(file) {
    this.blob = null;
    this.fault("");
    $("photo-send").disabled = true;
    $("photo-progress").hidden = true;
    $("photo-preview").hidden = true;
    this.dialog.showModal();
    const blob = await smaller(file);
    if (!blob) return this.fault("kind");
    if (blob.size > SIZE_LIMIT) return this.fault("size");
    this.blob = blob;
    this.address = URL.createObjectURL(blob);
    $("photo-preview").src = this.address;
    $("photo-preview").hidden = false;
    $("photo-send").disabled = false;
    $("photo-send").focus();
  }

  leave() {
    this.request?.abort();
    this.request = null;
    if (this.address) URL.revokeObjectURL(this.address);
    $("photo-preview").removeAttribute("src");
  }

  fault(reason) {
    $("photo-fault").hidden = !reason;
    $("photo-fault").textContent = reason && (WORDS.photoFaults[reason] ?? WORDS.photoFaults.lost);
    $("photo-progress").hidden = true;
    $("photo-send").disabled = !this.blob;
  }

  upload() {
    const form = new FormData();
    form.append("photo", this.blob, "photo.jpg");
    const request = (this.request = new XMLHttpRequest());
    request.responseType = "json";
    request.upload.onprogress = (event) => ($("photo-progress").value = event.loaded / event.total);
    request.onerror = () => this.fault("lost");
    request.onload = () => (request.status === 200 ? this.done(request.response.id) : this.fault(request.response?.reason ?? "lost"));
    request.open("POST", "/chat/photo");
    this.fault("");
    $("photo-send").disabled = true;
    $("photo-progress").value = 0;
    $("photo-progress").hidden = false;
    request.send(form);
  }

  done(id) {
    this.request = null;
    this.dialog.close();
    this.send(id);
  }
}

/** A JPEG of at most 1600 pixels a side; null when the browser sees no image in it. */
async function smaller(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!image) return null;
  const scale = Math.min(1, LONG_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}
