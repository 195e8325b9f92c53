/* Words and numbers of the wall. Text reaches the page here and only here, as textContent. */

const config = JSON.parse(document.getElementById("wall-config").textContent);
const numbers = new Map();

export { config };

/** Say a message of the catalogues; a plural takes its form from the value named n. */
export function say(name, values = {}) {
  const entry = config.words[name];
  const sentence = Array.isArray(entry) ? entry[formOf(values.n)] : entry;
  return String(sentence).replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

function formOf(n) {
  return config.language === "fr" ? Number(Math.abs(n) >= 2) : Number(Math.abs(n) !== 1);
}

/* Digits are grouped with the no-break space: the narrow one is hardly seen in our font. */
function format(value, options) {
  const key = JSON.stringify(options);
  if (!numbers.has(key)) numbers.set(key, new Intl.NumberFormat(config.language, options));
  return numbers.get(key).format(value).replace(/\u202f/g, "\u00a0");
}

export const count = (value) => format(value, {});
export const percent = (share) => format(share, { style: "percent", maximumFractionDigits: 0 });

/** An area with three significant digits at least below 10 km²; `round`: which way. */
export function area(km2, round = Math.round) {
  const decimals = km2 >= 100 || !km2 ? 0 : km2 >= 10 ? 1 : 2;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const scale = 10 ** decimals;
  return `${format(round(km2 * scale) / scale, digits)}\u00a0km²`;
}

/** Minutes and seconds of a timer. */
export function clock(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

/** Hold French punctuation and units to the word before, however people typed them. */
function held(text) {
  if (config.language !== "fr") return String(text);
  const marked = String(text).replace(/ (?=[:;!?»%])|(?<=«) /g, "\u00a0");
  return marked.replace(/(?<=\d) (?=(h|km|€)(?![a-zà-ÿ]))/g, "\u00a0");
}

/** Make an element; `content` is text, or a list of elements. */
export function el(tag, className = "", content = null) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (Array.isArray(content)) made.append(...content.filter(Boolean));
  else if (content !== null) made.textContent = held(content);
  return made;
}

/** Write a text only when it changes, so that nothing is laid out again for nothing. */
export function put(node, text) {
  const wanted = held(text);
  if (node.textContent !== wanted) node.textContent = wanted;
}

/** Show or hide, only when it changes. */
export function show(node, wanted) {
  if (node.hidden === Boolean(wanted)) node.hidden = !wanted;
}
