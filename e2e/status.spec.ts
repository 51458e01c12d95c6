import { type BusyUpstream, startBusyUpstream } from "./busy-upstream";
import { minted, requestFor } from "./evidence";
import { expect, expectAccessible, test } from "./fixtures";
import { type OwnServer, startOwnServer } from "./own-server";
import { submit } from "./seed";

let upstream: BusyUpstream;
let server: OwnServer;
test.beforeAll(async () => {
  upstream = await startBusyUpstream();
  server = await startOwnServer(async () => ({ ATTESTRY_PCCS_URL: `http://${upstream.host}` }));
});
test.afterAll(async () => {
  await server.close();
  await upstream.close();
});
test.use({ storageState: { cookies: [], origins: [] } });

test("a service that asks to be left alone is shown, and asked again by hand", async ({ page }) => {
  await page.context().addCookies(server.administrator.storageState.cookies);
  const evidence = requestFor(await minted(), { endorsements: undefined });
  const { verdict } = await submit(server.administrator, evidence);
  expect(verdict, "nothing was decided without collateral").toBe("indeterminate");

  await page.goto(server.url + "/status");
  await expect(page.getByText(`${upstream.host} does not answer`)).toBeVisible();
  const upstreams = page.getByRole("region", { name: "Upstreams" });
  await expect(upstreams.getByText("Left alone", { exact: true })).toBeVisible();
  await expect(upstreams).toContainText("too many requests (429)");
  await expect(page.getByRole("region", { name: "Replicas" })).toContainText("answered this");
  await expect(page.getByRole("region", { name: "Database" })).toContainText("PostgreSQL");
  const jobs = page.getByRole("table", { name: /^Jobs/ });
  await expect(jobs.getByRole("row", { name: /Seals what has been added/ })).toBeVisible();
  await expectAccessible(page);

  await upstreams.getByRole("button", { name: `Ask again now: ${upstream.host}` }).click();
  await expect(upstreams.getByText("Left alone", { exact: true })).toBeHidden();
  await expect(page.getByText(`${upstream.host} does not answer`)).toBeHidden();

  await page.goto(server.url + "/audit?action=status.resetBreaker");
  await expect(page.getByRole("row", { name: /Reset a circuit breaker/ })).toContainText(
    upstream.host,
  );
});
