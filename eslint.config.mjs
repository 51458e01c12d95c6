// Types, React rules and the one-way imports of docs/architecture.md. Cycles of imports: .oxlintrc.json.
import next from "eslint-config-next";
import tseslint from "typescript-eslint";

/** Bottom-up: each layer may import only what stands before it. */
const layers = [
  "lib/rats",
  "lib/bytes",
  "lib/crypto",
  "lib/x509",
  "lib/trust",
  "lib/formats",
  "lib/evidence",
  "lib/verify",
  "lib/simulator",
  "lib/policy",
  "lib/compiled-schemas",
  "lib/appraisal",
  "lib/access",
  "lib/contract",
  "lib/node-crypto",
  "lib/network",
  "lib/parallel",
  "lib/breaker",
  "lib/collateral",
  "lib/audit",
  "lib/store",
  "lib/accounts",
  "lib/services",
  "lib/operations",
  "lib/http",
  "app",
];

const oneWay = layers.flatMap((low, index) =>
  layers.slice(index + 1).map((high) => ({
    target: `./${low}`,
    from: `./${high}`,
    message: `${low} stands below ${high}`,
  })),
);

const clientFolders = ["components", "lib/client", "lib/format", "lib/browser"];
const serverFolders = [
  "lib/compiled-schemas",
  "lib/node-crypto",
  "lib/parallel",
  "lib/breaker",
  "lib/collateral",
  "lib/audit",
  "lib/store",
  "lib/accounts",
  "lib/services",
  "lib/operations",
  "lib/http",
  "drizzle",
];
const clientNeverSeesServer = clientFolders.flatMap((client) =>
  serverFolders.map((server) => ({
    target: `./${client}`,
    from: `./${server}`,
    message: "client code never imports server code",
  })),
);

/** Screens speak the contract; only lib/browser may run the core in a browser. */
const core = layers.slice(1, layers.indexOf("lib/access"));
const screensSpeakTheContract = ["components", "lib/client", "lib/format"].flatMap((client) =>
  core.map((layer) => ({
    target: `./${client}`,
    from: `./${layer}`,
    message:
      "screens see lib/access, lib/contract, lib/client, lib/format, lib/rats and lib/browser",
  })),
);

const contractIsThin = core.map((layer) => ({
  target: "./lib/contract",
  from: `./${layer}`,
  message: "lib/contract imports only lib/rats and lib/access",
}));

const cliIsOffline = [
  "lib/store",
  "lib/accounts",
  "lib/services",
  "lib/operations",
  "lib/http",
  "app",
].map((from) => ({
  target: "./cli",
  from: `./${from}`,
  message: "the command line needs no server and no database",
}));

/** The rules of React and Next take their time, and have nothing to say where there is neither. */
const screens = ["app/**", "components/**", "lib/client/**", "*.ts"];
const [reactRules, ...nextRules] = next;

export default tseslint.config(
  {
    ignores: [".next/**", "dist/**", "data/**", "node_modules/**", "next-env.d.ts", "public/**"],
  },
  { ...reactRules, files: screens },
  ...nextRules,
  ...tseslint.configs.recommended,
  {
    plugins: { import: reactRules.plugins.import },
    settings: {
      "import/resolver": { typescript: { project: "./tsconfig.json" }, node: true },
      "import/ignore": ["/node_modules/"],
    },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "import/no-restricted-paths": [
        "error",
        {
          zones: [
            ...oneWay,
            ...clientNeverSeesServer,
            ...screensSpeakTheContract,
            ...contractIsThin,
            ...cliIsOffline,
          ],
        },
      ],
    },
  },
  {
    // The core: a pure function, in a browser or on a server.
    files: [...core, "lib/rats", "lib/access", "lib/contract"].map((layer) => `${layer}/**/*.ts`),
    ignores: ["**/*.test.ts", "**/testing/**", "lib/simulator/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        "Buffer",
        "process",
        "fetch",
        "console",
        "setTimeout",
        "performance",
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            ...["node:*", "drizzle-orm*", "postgres"],
            // Ajv makes code of data, which no browser of ours runs: the core knows its port only.
            ...["ajv*", "@/lib/compiled-schemas/*"],
          ],
        },
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "time is an argument" },
        { object: "Math", property: "random", message: "the core is a function" },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "time is an argument",
        },
      ],
    },
  },
  {
    files: ["lib/compiled-schemas/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: ["node:*"] }] },
  },
);
