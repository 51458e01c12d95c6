import { switchSession } from "@/lib/contract/operations/sessions";
import { api } from "./api";
import { goAfresh } from "./go-afresh";

/** Acts in another organization from now on, on a page that remembers nothing of the one before. */
export async function switchOrganization(organizationId: string, path = "/"): Promise<void> {
  await api(switchSession, { body: { organizationId } });
  goAfresh(path);
}
