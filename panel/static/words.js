// Everything the chat page says from a script, and how it writes times and numbers.

export const WORDS = {
  you: "شما: ",
  us: "همیار: ",
  connecting: "در حال وصل شدن…",
  offline: "اینترنت قطع است. هر چه بنویسید نگه می‌دارم و با وصل شدن می‌فرستم.",
  back: "دوباره وصل شدیم.",
  cookie: "برای گفت‌وگو، کوکی‌های این سایت را در مرورگر روشن کنید و صفحه را دوباره باز کنید.",
  slow: "پیام‌ها پشت هم رسید؛ چند لحظه بعد بقیه را می‌فرستم.",
  sending: "در حال فرستادن",
  stored: "رسید",
  failed: "فرستاده نشد",
  choices: "پاسخ‌های آماده",
  sendPlace: "📍 فرستادن موقعیت",
  chosen: "انتخاب شد",
  place: "📍 نقطه‌ای روی نقشه",
  photo: "عکس",
  photoGone: "🖼 عکس (نگه داشته نشد)",
  openPhoto: "دیدن عکس در اندازهٔ کامل",
  locating: "در حال پیدا کردن جای شما…",
  located: "جای شما پیدا شد. اگر دقیق نیست، نقشه را جابه‌جا کنید.",
  locateDenied: "اجازهٔ دیدن جای شما داده نشد. نقطه را خودتان روی نقشه نشان دهید.",
  locateFailed: "جای شما پیدا نشد. نقطه را خودتان روی نقشه نشان دهید.",
  mapFailed: "نقشه باز نشد. نشانی را در پیام بنویسید.",
  outsideCity: "این نقطه بیرون از شهر است.",
  nearHood: (hood, region) => `نزدیک ${hood}، منطقهٔ ${region}`,
  nearRegion: (region) => `منطقهٔ ${region}`,
  region: (region) => `منطقهٔ ${region}`,
  zoomIn: "نزدیک‌تر",
  zoomOut: "دورتر",
  today: "امروز",
  yesterday: "دیروز",
  photoFaults: {
    kind: "این پرونده عکس نیست. یک عکس JPG یا PNG انتخاب کنید.",
    size: "این عکس خیلی بزرگ است. یک عکس کوچک‌تر انتخاب کنید.",
    bomb: "این تصویر باز نشد. یک عکس معمولی انتخاب کنید.",
    broken: "این عکس خراب است. یکی دیگر انتخاب کنید.",
    often: "چند عکس پشت هم رسید. چند دقیقهٔ دیگر دوباره امتحان کنید.",
    lost: "عکس نرسید. اینترنت را نگاه کنید و دوباره «فرستادن عکس» را بزنید.",
  },
};

const TEHRAN = "Asia/Tehran";
const CLOCK = new Intl.DateTimeFormat("fa-IR", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: TEHRAN });
const DAY = new Intl.DateTimeFormat("fa-IR-u-ca-persian", { weekday: "long", day: "numeric", month: "long", timeZone: TEHRAN });
const KEY = new Intl.DateTimeFormat("en-CA", { timeZone: TEHRAN });
const DEGREES = new Intl.NumberFormat("fa-IR", { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const DAY_LENGTH = 24 * 3600 * 1000;

/** The hour of a moment in Tehran, in Persian digits. */
export const clock = (moment) => CLOCK.format(moment);

/** A name for the day of a moment that sorts and compares. */
export const dayKey = (moment) => KEY.format(moment);

/** The Jalali day in words; near days by their nicknames. */
export function dayName(moment) {
  const now = Date.now();
  if (dayKey(moment) === dayKey(now)) return WORDS.today;
  if (dayKey(moment) === dayKey(now - DAY_LENGTH)) return WORDS.yesterday;
  // Browsers put the weekday after the date; spoken Persian begins with it.
  const parts = Object.fromEntries(DAY.formatToParts(moment).map((part) => [part.type, part.value]));
  return `${parts.weekday} ${parts.day} ${parts.month}`;
}

/** A point in Persian digits, for people. */
export const degrees = ({ lat, lon }) => `${DEGREES.format(lat)}، ${DEGREES.format(lon)}`;
