// How many bytes the .js and .wasm files in dist/ have in brotli: a line for each beginning of a name (what stands before
// the first "-", as file names end in a hash), with the beginning and the sum. Node's own encoder compresses at its highest
// setting. Run by bundle_size.rs from the top of the checkout.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const sums = {};
for (const file of readdirSync("dist", { recursive: true })) {
  if (!/\.(js|wasm)$/.test(file)) continue;
  const name = basename(file).split("-")[0];
  sums[name] = (sums[name] ?? 0) + brotliCompressSync(readFileSync(join("dist", file))).length;
}
for (const [name, bytes] of Object.entries(sums)) console.log(name, bytes);
