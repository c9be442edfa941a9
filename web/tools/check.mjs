/** What the compiler and the linter cannot see: the lockfile, the built pages, the contrasts, what consumers load. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(here(path), "utf8");
const wrong = [];

function check(holds, words) {
  if (!holds) wrong.push(words);
}

// The lockfile names no registry: `integrity` says what is wanted, wherever it comes from.
const lock = JSON.parse(read("../package-lock.json"));
for (const [name, entry] of Object.entries(lock.packages)) {
  check(!("resolved" in entry), `package-lock.json: ${name} has an address (\`resolved\`)`);
  check(name === "" || "integrity" in entry, `package-lock.json: ${name} has no integrity`);
}
// `npm ci` refuses a lockfile that leaves out a package of another platform, which some registries bring about.
const locked = new Set(Object.keys(lock.packages).map((name) => name.split("node_modules/").at(-1)));
for (const [name, entry] of Object.entries(lock.packages)) {
  for (const needed of Object.keys(entry.optionalDependencies ?? {})) {
    check(locked.has(needed), `package-lock.json: ${name} may need ${needed}, which is not in it`);
  }
}
const manifest = JSON.parse(read("../package.json"));
for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
  check(/^\d+\.\d+\.\d+$/.test(version), `package.json: ${name} is not an exact version`);
}

// The content security policy allows no inline script, style or handler, and no data: address.
const built = "../../src/hejie/edge/http/desks/";
for (const page of ["index.html", "staff.html"]) {
  const html = read(built + page);
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g))
    check(tag.includes(" src="), `${page}: inline script`);
  check(!/<style\b|\sstyle=|\son[a-z]+=|data:/.test(html), `${page}: inline style, handler or data: address`);
  check(html.includes("<noscript>"), `${page}: nothing for browsers without scripts`);
}

// Contrast by WCAG 2: 4.5 for text, 3 for the edges of controls.
const css = read("../src/theme.css");
function tokensOf(selector) {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0];
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
  );
}
function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
const PAIRS = [
  ...["ink", "ink-2", "ink-3"].flatMap((ink) => ["paper", "surface", "sunken"].map((on) => [ink, on, 4.5])),
  ...["accent", "danger", "warn", "good"].flatMap((ink) =>
    ["paper", "surface", `${ink}-soft`].map((on) => [ink, on, 4.5]),
  ),
  ...["accent", "danger", "warn", "good"].map((soft) => ["ink", `${soft}-soft`, 4.5]),
  ...["accent", "danger", "warn", "good"].map((soft) => ["ink-3", `${soft}-soft`, 4.5]),
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-strong", 4.5],
  ["on-danger", "danger", 4.5],
  ["on-danger", "danger-strong", 4.5],
  ["line-strong", "surface", 3],
  ["line-strong", "paper", 3],
];
const light = tokensOf(":root");
for (const [theme, tokens] of [
  ["light", light],
  ["dark", { ...light, ...tokensOf(':root[data-theme="dark"]') }],
]) {
  for (const [ink, on, least] of PAIRS) {
    const found = contrast(tokens[ink], tokens[on]);
    check(found >= least, `theme.css, ${theme}: ${ink} on ${on} is ${found.toFixed(2)}, less than ${least}`);
  }
}

// Nothing of the staff's desks reaches consumers, not even by a lazy chunk.
const chunks = JSON.parse(read(`${built}.vite/manifest.json`));
const reached = new Set();
function reach(key) {
  if (reached.has(key)) return;
  reached.add(key);
  for (const next of [...(chunks[key].imports ?? []), ...(chunks[key].dynamicImports ?? [])]) reach(next);
}
reach("index.html");
const consumer = [...reached].map((key) => read(built + chunks[key].file)).join("\n");
check(!/["'`]ant-(btn|table)/.test(consumer), "consumers would load Ant Design");
const chinese = (text) => [...text.matchAll(/"([^"]*[\u4e00-\u9fff][^"]*)"/g)].map(([, words]) => words);
const sources = (folder) =>
  readdirSync(here(folder), { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => read(`${folder}/${name}`));
const shared = ["../src/desks/consumer", "../src/case", "../src/ui", "../src/i18n", "../src/api"]
  .flatMap(sources)
  .join("\n");
for (const desk of ["merchant", "officer"]) {
  for (const words of new Set(sources(`../src/desks/${desk}`).flatMap(chinese))) {
    // Words that are a part of shared wording are there by right.
    const staffs = words.length >= 4 && !shared.includes(words);
    check(!staffs || !consumer.includes(words), `consumers would load wording of the ${desk} desk: ${words}`);
  }
}

for (const words of wrong) console.error(words);
console.log(
  wrong.length === 0 ? "lockfile, pages, contrasts and consumer chunks are well" : `${wrong.length} wrong`,
);
process.exit(wrong.length === 0 ? 0 : 1);
