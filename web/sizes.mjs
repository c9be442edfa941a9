/** What a first visit to each desk fetches: all JS and CSS of its first screen, compressed. Fails above a limit. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const built = fileURLToPath(new URL("../src/hejie/edge/http/desks/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${built}.vite/manifest.json`, "utf8"));

/** The entry of a desk, the lazy chunks that its first screen needs, and the most it may weigh, in kB of gzip. */
const SCREENS = [
  { name: "consumer, first visit", needs: ["index.html"], limit: 110 },
  { name: "consumer, a case", needs: ["index.html", "src/desks/consumer/CaseDetail.tsx"], limit: 140 },
  { name: "merchant, first visit", needs: ["staff.html", "src/desks/merchant/index.tsx"], limit: 450 },
  { name: "officer, first visit", needs: ["staff.html", "src/desks/officer/index.tsx"], limit: 450 },
];

/** The files of a chunk and of all that it imports without waiting. */
function filesOf(key, seen = new Set(), files = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build; has a file moved? See SCREENS in sizes.mjs`);
  if (seen.has(key)) return files;
  seen.add(key);
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  for (const needed of chunk.imports ?? []) filesOf(needed, seen, files);
  return files;
}

const kB = (bytes) => (bytes / 1000).toFixed(1).padStart(7);
let over = 0;
console.log("compressed, kB             gzip  brotli   limit");
for (const { name, needs, limit } of SCREENS) {
  const files = new Set(needs.flatMap((key) => [...filesOf(key)]));
  let gzip = 0;
  let brotli = 0;
  for (const file of files) {
    const content = readFileSync(built + file);
    gzip += gzipSync(content).length;
    brotli += brotliCompressSync(content).length;
  }
  const heavy = gzip > limit * 1000;
  over += heavy ? 1 : 0;
  console.log(
    `${name.padEnd(24)}${kB(gzip)} ${kB(brotli)} ${String(limit).padStart(7)}${heavy ? "  TOO HEAVY" : ""}`,
  );
}
if (over > 0) process.exit(1);
