import type { Role } from "@/lib/access/roles";
import { expect, expectAccessible, test } from "./fixtures";
import { addMember } from "./people";

interface Journey {
  /** Beyond what everybody sees. */
  readonly sees: readonly string[];
  readonly seesNot: readonly string[];
  /** A page that this role may not open, and a role that its refusal names. */
  readonly denied: readonly [path: string, allowed: string] | null;
  /** Whether stored evidence may be judged again. */
  readonly mayJudge: boolean;
}

const journeys = {
  viewer: {
    sees: ["Attestations", "Collateral"],
    seesNot: ["Verify", "Members"],
    denied: ["/verify", "Reviewer"],
    mayJudge: false,
  },
  operator: {
    sees: ["Verify", "Attestations"],
    seesNot: ["Members"],
    denied: ["/members", "Auditor"],
    mayJudge: true,
  },
  reviewer: {
    sees: ["Verify", "Members"],
    seesNot: [],
    denied: null,
    mayJudge: false,
  },
  approver: {
    sees: ["Verify", "Members"],
    seesNot: [],
    denied: null,
    mayJudge: false,
  },
  auditor: {
    sees: ["Members", "Attestations"],
    seesNot: ["Verify"],
    denied: ["/verify", "Operator"],
    mayJudge: false,
  },
  administrator: {
    sees: ["Verify", "Members", "Roles"],
    seesNot: [],
    denied: null,
    mayJudge: true,
  },
} as const satisfies Record<Role, Journey>;

test.use({ storageState: { cookies: [], origins: [] }, refusals: /^\/(?:verify|members)$/ });

for (const [role, journey] of Object.entries(journeys)) {
  test(`the console of somebody who is ${role}`, async ({ page, administrator, seeded }) => {
    const person = await addMember(administrator, { name: "Joan Journey", roles: [role as Role] });
    await page.context().addCookies(person.browser.storageState.cookies);
    await page.goto("/");
    const rail = page.getByRole("navigation", { name: "Main" });
    for (const name of journey.sees) await expect(rail.getByRole("link", { name })).toBeVisible();
    for (const name of journey.seesNot)
      await expect(rail.getByRole("link", { name })).toHaveCount(0);
    await expectAccessible(page);

    // The palette offers the same.
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Command palette" });
    for (const name of journey.seesNot) {
      await expect(palette.getByRole("option", { name: new RegExp(`^${name}`) })).toHaveCount(0);
    }
    await page.keyboard.press("Escape");

    await page.goto(`/attestations/${seeded.good.id}`);
    const judge = page.getByRole("button", { name: "Verify again" });
    if (journey.mayJudge) {
      await judge.click();
      await page.getByRole("menuitem", { name: "As then" }).click();
      await expect(page).not.toHaveURL(new RegExp(seeded.good.id));
    } else {
      await expect(judge).toHaveAttribute("aria-disabled", "true");
      await judge.focus();
      await expect(page.getByRole("tooltip")).toContainText("Allowed for: operator");
    }

    if (journey.denied === null) return;
    const [path, allowed] = journey.denied;
    const refusal = await page.goto(path);
    expect(refusal?.status()).toBe(403);
    // What a link inside the console fetches: the router would load a whole document for anything but 200.
    expect((await page.request.get(path, { headers: { RSC: "1" } })).status()).toBe(200);
    await expect(page.getByRole("heading", { name: "Your roles do not allow this" })).toBeVisible();
    await expect(page.getByText(allowed, { exact: true })).toBeVisible();
    await expect(page.getByText("PERMISSION_DENIED")).toBeVisible();
    await expectAccessible(page);
  });
}
