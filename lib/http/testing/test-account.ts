import { v7 } from "uuid";
import { signInMethods } from "@/drizzle/schema";
import type { Role } from "@/lib/access/roles";
import { PASSWORD_METHOD } from "@/lib/accounts/account-store";
import { hashPassword } from "@/lib/accounts/password-hash";
import { insertTestPerson, type TestPerson } from "@/lib/store/testing/test-person";
import type { TestApi } from "./test-api";

/** Good enough for every test account. */
export const TEST_PASSWORD = "violet anchor brews thunderously";

/** Not for people: so cheap that a test can sign in often. */
const CHEAP = { ln: 4, r: 8, p: 1 };

/** Somebody who can sign in with `TEST_PASSWORD`; without roles a member of nothing. */
export async function insertTestAccount(
  { runtime: { database, secrets } }: Pick<TestApi, "runtime">,
  {
    roles = [],
    organizationId,
  }: { readonly roles?: readonly Role[]; readonly organizationId?: string } = {},
): Promise<TestPerson> {
  const person = await insertTestPerson(database, {
    secrets,
    roles,
    ...(organizationId === undefined ? {} : { organizationId }),
  });
  await database.db.insert(signInMethods).values({
    id: v7(),
    accountId: person.personId,
    providerId: PASSWORD_METHOD,
    userId: person.personId,
    password: await hashPassword(TEST_PASSWORD, CHEAP),
  });
  return person;
}
