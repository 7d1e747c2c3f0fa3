/** Code that the linter must refuse, by rule. Each is one file; `path` decides which part of the configuration applies. */
const lines = (count, line) => Array.from({ length: count }, line).join("\n");
const body = (count) => `export function run(): void {\n${lines(count, (_, index) => `  take(${index});`)}\n}\n`;
const take = "declare function take(value: number): void;\n";

export const refusedCode = [
  { rule: "max-lines", path: "lib/core/planted-a.ts", code: lines(301, (_, index) => `export const a${index} = 1;`) },
  { rule: "max-lines", path: "app/a/page.tsx", code: lines(61, (_, index) => `export const a${index} = 1;`) },
  { rule: "max-lines", path: "app/a/route.ts", code: lines(41, (_, index) => `export const a${index} = 1;`) },
  { rule: "max-lines-per-function", path: "lib/core/planted-b.ts", code: take + body(60) },
  { rule: "max-lines-per-function", path: "components/debug/planted-b.tsx", code: take + body(120) },
  {
    rule: "complexity",
    path: "lib/core/planted-c.ts",
    code: `export function run(a: number): number {\n${lines(12, (_, index) => `  if (a === ${index}) return a;`)}\n  return 0;\n}\n`,
  },
  {
    rule: "max-depth",
    path: "lib/core/planted-d.ts",
    code: `${take}export function run(a: number): void { if (a > 1) { if (a > 2) { if (a > 3) { if (a > 4) { take(a); } } } } }\n`,
  },
  {
    rule: "max-params",
    path: "lib/core/planted-e.ts",
    code: "export const run = (a: 1, b: 1, c: 1, d: 1, e: 1): unknown => [a, b, c, d, e];\n",
  },
  {
    rule: "@typescript-eslint/no-explicit-any",
    path: "lib/core/planted-f.ts",
    code: "export const run = (a: any): unknown => a;\n",
  },
  {
    rule: "@typescript-eslint/no-floating-promises",
    path: "lib/gateway/planted-g.ts",
    code: "declare function send(): Promise<void>;\nexport function run(): void {\n  void send();\n}\n",
  },
  {
    rule: "@typescript-eslint/switch-exhaustiveness-check",
    path: "lib/core/planted-h.ts",
    code: 'export function run(a: "x" | "y"): number {\n  switch (a) {\n    case "x":\n      return 1;\n  }\n  return 0;\n}\n',
  },
  { rule: "no-console", path: "server/planted-i.ts", code: 'console.log("a");\nexport {};\n' },
  { rule: "no-restricted-syntax", path: "lib/core/planted-j.ts", code: "export enum Kind { A }\n" },
  { rule: "no-restricted-syntax", path: "lib/gateway/planted-k.ts", code: 'export * from "./planted-g";\n' },
  { rule: "no-restricted-syntax", path: "lib/gateway/planted-l.ts", code: "export default 1;\n" },
  { rule: "no-restricted-syntax", path: "lib/core/planted-m.ts", code: "export const now = (): Date => new Date();\n" },
  {
    rule: "no-restricted-syntax",
    path: "components/debug/planted-n.tsx",
    code: 'export const View = () => <p dangerouslySetInnerHTML={{ __html: "" }} />;\n',
  },
  {
    rule: "no-restricted-properties",
    path: "lib/gateway/planted-o.ts",
    code: "export const home = process.env.HOME;\n",
  },
  {
    rule: "no-restricted-properties",
    path: "lib/core/planted-p.ts",
    code: "export const now = (): number => Date.now();\n",
  },
  { rule: "no-restricted-globals", path: "lib/core/planted-q.ts", code: 'export const b = Buffer.from("");\n' },
  { rule: "check-file/filename-naming-convention", path: "lib/core/plantedR.ts", code: "export const a = 1;\n" },
  { rule: "check-file/filename-blocklist", path: "lib/core/utils.ts", code: "export const a = 1;\n" },
  { rule: "no-warning-comments", path: "lib/core/planted-s.ts", code: "// TODO: later\nexport const a = 1;\n" },
];
