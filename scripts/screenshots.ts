// npm run screenshots: starts the built server on a data folder of its own, submits evidence, and takes the pictures that
// README.md and docs/ show, into docs/images. With `all`: every page at three widths in both themes, into
// test-results/screenshots, to be looked at.
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Browser } from "@playwright/test";
import {
  changed,
  minted,
  REAL_REJECTED,
  REAL_SGX,
  REAL_TDX,
  realRequest,
  requestFor,
  sample,
  whyNoRealEvidence,
} from "@/e2e/evidence";
import { type ApiBrowser, setUp } from "@/e2e/people";
import { submit, type Kept } from "@/e2e/seed";
import { projectRoot } from "@/lib/store/project-root";
import { obtainChromium } from "./testing/obtain";
import { buildServer, startServer } from "./testing/server-process";

const DOCS = path.join(projectRoot(), "docs");
const IMAGES = path.join(DOCS, "images");
const ALL_IMAGES = path.join(projectRoot(), "test-results/screenshots");
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;
const THEMES = ["dark", "light"] as const;

interface Shown {
  readonly azure: Kept;
  readonly dstack: Kept;
  readonly accepted: Kept;
  readonly rejected: Kept;
}

async function main(): Promise<number> {
  const browserPath = obtainChromium();
  if (!browserPath.ok) {
    console.error(browserPath.sentence);
    return 1;
  }
  const wanted = process.argv.includes("all") ? null : await shownInDocs();
  const images = wanted === null ? ALL_IMAGES : IMAGES;
  await buildServer();
  const folder = await mkdtemp(path.join(tmpdir(), "attestry-screenshots-"));
  const server = await startServer({ ATTESTRY_DATA_DIR: folder });
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: browserPath.place,
    args: isRoot ? ["--no-sandbox"] : [],
  });
  try {
    const person = await setUp(server.url, await server.printed(/\/setup#token=/));
    const shown = await submitEvidence(person);
    await makeKeys(person);
    await rm(images, { recursive: true, force: true });
    await mkdir(images, { recursive: true });
    for (const theme of THEMES)
      for (const size of SIZES)
        await takeAll(browser, { person, shown, theme, size, wanted, images });
  } finally {
    await browser.close();
    await server.end("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  }
  return 0;
}

/** The names of the pictures that a page of the documentation shows. */
async function shownInDocs(): Promise<ReadonlySet<string>> {
  const names = await readdir(DOCS, { recursive: true });
  const pages = names.filter((name) => name.endsWith(".md")).map((name) => path.join(DOCS, name));
  const texts = await Promise.all(
    [path.join(projectRoot(), "README.md"), ...pages].map((page) => readFile(page, "utf8")),
  );
  const shown = texts.join("\n").matchAll(/\(\S*\bimages\/(\S+?\.png)\)/g);
  return new Set([...shown].map(([, name = ""]) => name));
}

async function makeKeys(person: ApiBrowser): Promise<void> {
  const keys = [
    { name: "Fleet agent", service: "sentinel", scopes: ["attestation:submit"], tags: ["fleet"] },
    { name: "Nightly checks", scopes: ["attestation:read"], networks: ["10.0.0.0/8"] },
  ];
  for (const key of keys) await person.call("POST", "/api/v1/api-keys", key);
}

/** Real quotes when they lie beside the checkout, minted ones of the same form otherwise. */
async function submitEvidence(person: ApiBrowser): Promise<Shown> {
  for (const kind of ["aws-nitro-document", "gcp-confidential-space-token"] as const) {
    await submit(person, await sample(kind));
  }
  const others = {
    azure: await submit(person, await sample("azure-snp-vtpm")),
    dstack: await submit(person, await sample("dstack-attestation")),
  };
  const mintedTd = requestFor(await minted());
  const mintedEnclave = requestFor(await minted({ tee: "sgx" }));
  await submit(person, mintedTd);
  await submit(person, mintedEnclave);
  await submit(person, { ...mintedTd, endorsements: undefined });
  if (whyNoRealEvidence !== null) {
    console.error(`Minted evidence is shown: ${whyNoRealEvidence}.`);
    return {
      ...others,
      rejected: await submit(person, changed(mintedTd)),
      accepted: await submit(person, mintedTd),
    };
  }
  await submit(person, await realRequest(REAL_SGX, { policy: "moderate" }));
  await submit(person, await realRequest(REAL_REJECTED));
  const collateral = await realRequest(REAL_TDX);
  await person.call("POST", "/api/v1/collateral/import", Object(collateral["endorsements"]));
  const rejected = await submit(person, changed(collateral));
  return { ...others, rejected, accepted: await submit(person, collateral) };
}

async function takeAll(
  browser: Browser,
  given: {
    readonly person: ApiBrowser;
    readonly shown: Shown;
    readonly theme: (typeof THEMES)[number];
    readonly size: (typeof SIZES)[number];
    /** File names; null for all. */
    readonly wanted: ReadonlySet<string> | null;
    readonly images: string;
  },
): Promise<void> {
  const { person, shown, theme, size, wanted, images } = given;
  const pictures = {
    overview: "/",
    verify: "/verify",
    attestations: "/attestations",
    attestation: `/attestations/${shown.accepted.id}/checks`,
    summary: `/attestations/${shown.accepted.id}/summary`,
    rejected: `/attestations/${shown.rejected.id}`,
    inspector: `/attestations/${shown.accepted.id}/quote?field=body.rtmr1`,
    certificates: `/attestations/${shown.accepted.id}/certificates`,
    compare: `/attestations/compare?a=${shown.accepted.id}&b=${shown.rejected.id}`,
    collateral: "/collateral",
    parts: `/attestations/${shown.azure.id}/parts`,
    "event-log": `/attestations/${shown.dstack.id}/event-log`,
    fields: "/docs/fields",
    api: "/docs/api",
    members: "/members",
    roles: "/roles",
    account: "/account",
    "api-keys": "/api-keys",
    limits: "/limits",
    status: "/status",
    audit: "/audit",
  };
  const page = await browser.newPage({
    viewport: size,
    colorScheme: theme,
    reducedMotion: "reduce",
    storageState: person.storageState,
  });
  for (const [name, address] of Object.entries(pictures)) {
    const file = `${name}-${size.width}-${theme}.png`;
    if (wanted !== null && !wanted.has(file)) continue;
    await page.goto(person.serverUrl + address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    await page.screenshot({ path: path.join(images, file) });
  }
  await page.close();
}

process.exitCode = await main();
