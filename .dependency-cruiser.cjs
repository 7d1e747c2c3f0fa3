/** Import rules: the folder table of docs/architecture.md. scripts/check-planted-violations.mjs tests the rules themselves. */
const TEST = "\\.(test|spec)\\.tsx?$|(^|/)__fixtures__/|^e2e/|^lib/testing/";
const ANY_FOLDER = "^(lib|app|components|server|bench|e2e)/";
const FEATURE_OWN = "^components/$1/";
const npm = (names) => `(^|/)node_modules/(${names})/`;

/** A rule that a folder of `lib` may import only itself and the named folders of our own tree. */
const folderImportsOnly = (name, folders, allowed) => ({
  name,
  severity: "error",
  from: { path: `^lib/(${folders})/`, pathNot: [TEST] },
  to: { path: ANY_FOLDER, pathNot: ["^lib/$1/", ...allowed.map((folder) => `^lib/${folder}/`)] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unresolved",
      severity: "error",
      comment: "An import that cannot be found is one that no rule can judge.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "core-is-pure",
      severity: "error",
      comment: "core runs in the browser and on the hot path: no Node, no packages but zod.",
      from: { path: "^lib/core/", pathNot: [TEST] },
      to: { pathNot: ["^lib/core/", npm("zod")] },
    },
    folderImportsOnly(
      "modules-import-core-only",
      "gateway|policies|providers|pricing|counting|http|client|live|traces",
      ["core"],
    ),
    folderImportsOnly("config-and-db-import-core-only", "config|db", ["core"]),
    folderImportsOnly("stores-reach-db", "recording|directory|auth", ["core", "db"]),
    folderImportsOnly("services-reach-db-and-auth", "services", ["core", "db", "auth"]),
    {
      name: "runtime-stays-in-lib",
      severity: "error",
      from: { path: "^lib/runtime/", pathNot: [TEST] },
      to: { path: "^(app|components|server|bench|e2e)/" },
    },
    {
      name: "only-runtime-composes",
      severity: "error",
      comment: "Modules, registries and environment are wired in lib/runtime and nowhere else.",
      from: { path: "^(?:lib|app|components)/([^/]+)", pathNot: [TEST, "^lib/runtime/"] },
      to: {
        path: "^lib/(config|gateway|recording|directory|live|traces|policies|pricing|counting|providers|http)/",
        pathNot: ["^lib/$1/"],
      },
    },
    {
      name: "plugins-are-leaves",
      severity: "error",
      comment: "Deleting a plugin is removing its folder and one line of its registry.",
      from: { path: "^lib/(policies|providers)/([^/]+)/" },
      to: { path: "^lib/$1/", pathNot: ["^lib/$1/$2/"] },
    },
    {
      name: "plugins-need-nothing",
      severity: "error",
      comment: "A plugin is core and its own code: no Node, no packages but zod.",
      from: { path: "^lib/(policies|providers)/", pathNot: [TEST] },
      to: { pathNot: ["^(lib|app|components|server|bench|e2e)/", npm("zod")] },
    },
    {
      name: "hot-path-is-lean",
      severity: "error",
      comment: "The gateway's only package is undici.",
      from: { path: "^lib/gateway/", pathNot: [TEST] },
      to: { path: "(^|/)node_modules/", pathNot: [npm("undici")] },
    },
    {
      name: "db-only-behind-services",
      severity: "error",
      from: { path: ANY_FOLDER, pathNot: [TEST, "^lib/(db|services|auth|recording|directory|runtime)/", "^bench/"] },
      to: { path: ["^lib/db/", npm("@prisma|prisma")] },
    },
    {
      name: "ui-is-client-safe",
      severity: "error",
      comment: "What renders may run in the browser: core, client and components only, and nothing of Node.",
      from: { path: "^(components|lib/client)/", pathNot: [TEST] },
      to: { path: "^(lib|app|server|bench|e2e)/", pathNot: ["^lib/(core|client)/"] },
    },
    {
      name: "browser-has-no-node",
      severity: "error",
      from: { path: "^(components|lib/client)/", pathNot: [TEST] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "ui-kit-knows-no-domain",
      severity: "error",
      from: { path: "^components/ui/", pathNot: [TEST] },
      to: { path: "^(components|lib)/", pathNot: ["^components/ui/"] },
    },
    {
      name: "features-are-apart",
      severity: "error",
      from: { path: "^components/([^/]+)/", pathNot: ["^components/ui/", TEST] },
      to: { path: "^components/", pathNot: ["^components/(ui|call-parts)/", FEATURE_OWN] },
    },
    {
      name: "call-parts-only-show",
      severity: "error",
      comment: "Shared pieces of a call draw what they are given; the feature around them fetches.",
      from: { path: "^components/call-parts/", pathNot: [TEST] },
      to: { path: "^lib/", pathNot: ["^lib/core/"] },
    },
    {
      name: "app-only-calls",
      severity: "error",
      from: { path: "^app/", pathNot: [TEST] },
      to: { path: "^(lib|server|bench|e2e)/", pathNot: ["^lib/(runtime|services|core|client)/"] },
    },
    {
      name: "server-only-calls",
      severity: "error",
      from: { path: "^server/", pathNot: [TEST] },
      to: { path: "^(lib|components|bench|e2e)/", pathNot: ["^lib/(runtime|config|core)/"] },
    },
    {
      name: "bench-stays-outside",
      severity: "error",
      comment:
        "The benchmark measures processes from outside, as a user would see them; storing alone cannot be seen there.",
      from: { path: "^bench/", pathNot: [TEST, "^bench/measure-storing[.]ts$"] },
      to: { path: ANY_FOLDER, pathNot: ["^bench/", "^lib/(core|config)/"] },
    },
    {
      name: "nothing-imports-entries",
      severity: "error",
      from: { path: ANY_FOLDER },
      to: { path: "^(app|server|bench)/", pathNot: ["^$1/"] },
    },
    {
      name: "no-test-code-in-product",
      severity: "error",
      from: { path: ANY_FOLDER, pathNot: [TEST] },
      to: { path: TEST },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        path: ANY_FOLDER,
        pathNot: [
          "\\.d\\.ts$",
          TEST,
          "^app/.*(route|page|layout|loading|error|global-error|not-found|template|icon)\\.tsx?$",
          "^(server|bench)/[^/]+\\.(ts|mjs)$",
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|^lib/db/generated" },
    exclude: { path: "^(\\.next|dist|\\.diffract)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    detectJSDocImports: false,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
