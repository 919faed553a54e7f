// Small helpers: elements, texts in the reader's language, numbers in the locale's form.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function put(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function option(value, label, selected) {
  const one = el("option", { value }, label);
  one.selected = selected;
  return one;
}

// As typed into a number box: at most `digits` decimals, no trailing zeros, the locale's comma.
function typed(value, lang, digits = 4) {
  const text = String(Number(value.toFixed(digits)));
  return lang === "vi" ? text.replace(".", ",") : text;
}

const FORMS = new Map();

// A formatter is kept once made: making one takes longer than drawing the picture.
function formOf(lang, digits) {
  const key = `${lang}${digits}`;
  if (!FORMS.has(key)) {
    const locale = lang === "vi" ? "vi-VN" : "en-GB";
    const form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    FORMS.set(key, new Intl.NumberFormat(locale, form));
  }
  return FORMS.get(key);
}

function percentText(share, lang, digits = 1) {
  if (share === null || share === undefined) return "–";
  const text = formOf(lang, digits).format(share * 100).replace("-", "−");
  return `${text}%`;
}

// Keeps the size of a box as the browser reports it, so that drawing never forces a layout.
function sized(node, drawn, box = "content-box") {
  const size = { width: 0, height: 0 };
  new ResizeObserver((entries) => {
    const last = entries[entries.length - 1];
    const [found] = box === "border-box" ? last.borderBoxSize : last.contentBoxSize;
    Object.assign(size, { width: Math.floor(found.inlineSize), height: Math.floor(found.blockSize) });
    drawn(size);
  }).observe(node, { box });
  return size;
}

function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = el("textarea", { style: "position:fixed;opacity:0" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done ? Promise.resolve() : Promise.reject(new Error("copy"));
}

function saveFile(name, kind, data) {
  const link = el("a", { href: URL.createObjectURL(new Blob([data], { type: kind })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
