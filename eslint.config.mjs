import tseslint from "typescript-eslint";
import checkFile from "eslint-plugin-check-file";

const nextEntries = [
  "app/**/{page,layout,template,loading,error,global-error,not-found,default,icon,opengraph-image}.tsx",
  "*.config.{ts,mjs}",
  "e2e/playwright.config.ts",
  "e2e/global-setup.ts",
];
const tests = ["**/*.{test,spec}.{ts,tsx}", "lib/testing/**", "e2e/**"];

const shape = {
  "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
  "max-depth": ["error", 3],
  "max-params": ["error", 4],
  complexity: ["error", 12],
  "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }],
};

const environment = {
  object: "process",
  property: "env",
  message: "Declare the variable in lib/config; lib/config/read-env.ts reads it.",
};
const clocks = [
  { object: "Date", property: "now", message: "core has no clock: take the time as an argument." },
  { object: "performance", property: "now", message: "core has no clock: take the time as an argument." },
];

const exportAll = { selector: "ExportAllDeclaration", message: "No export *: name what leaves." };
const enums = { selector: "TSEnumDeclaration", message: "Use a union of literals." };
const defaultExport = { selector: "ExportDefaultDeclaration", message: "Named exports only." };
const rawMarkup = {
  selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: "Payloads are rendered as text, never as markup.",
};
const clockless = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: "core has no clock: take the time as an argument.",
};

const nodeGlobals = ["Buffer", "process", "global", "__dirname", "require"].map((name) => ({
  name,
  message: "core runs in the browser too.",
}));

export default tseslint.config(
  {
    ignores: [".next/**", ".diffract/**", "dist/**", "lib/db/generated/**", "next-env.d.ts", "**/*.cjs"],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: false }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["**/*.{ts,tsx,mjs}"],
    plugins: { "check-file": checkFile },
    rules: {
      ...shape,
      "no-console": "error",
      "no-restricted-syntax": ["error", defaultExport, exportAll, enums, rawMarkup],
      "check-file/filename-naming-convention": [
        "error",
        { "**/*.{ts,tsx,mjs}": "KEBAB_CASE" },
        { ignoreMiddleExtensions: true },
      ],
      "check-file/filename-blocklist": [
        "error",
        { "**/{utils,util,helpers,helper,misc,common,manager,base}.{ts,tsx,mjs}": "*-<what-it-does>.ts" },
      ],
    },
  },
  { files: ["**/*.{ts,tsx}"], rules: { "no-restricted-properties": ["error", environment] } },
  {
    files: ["lib/core/**/*.ts"],
    ignores: tests,
    rules: {
      "no-restricted-properties": ["error", environment, ...clocks],
      "no-restricted-globals": ["error", ...nodeGlobals],
      "no-restricted-syntax": ["error", defaultExport, exportAll, enums, clockless],
    },
  },
  {
    files: ["components/**/*.tsx", "app/**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 120, skipBlankLines: true, skipComments: true }] },
  },
  { files: ["app/**/{page,layout}.tsx"], rules: { "max-lines": ["error", { max: 60 }] } },
  { files: ["app/**/route.ts"], rules: { "max-lines": ["error", { max: 40 }] } },
  { files: nextEntries, rules: { "no-restricted-syntax": ["error", exportAll, enums, rawMarkup] } },
  {
    // A describe block is a list of cases, not a function that does one thing.
    files: tests,
    rules: { "max-lines-per-function": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["lib/config/read-env.ts", "instrumentation.ts", "*.config.ts", "e2e/*.ts"],
    rules: { "no-restricted-properties": "off" },
  },
);
