import type { Metadata } from "next";
import { RoleCards } from "@/components/roles/role-cards";
import { RoleTable } from "@/components/roles/role-table";
import { PageHeader } from "@/components/shell/page-header";
import { Permitted } from "../prefetched";

export const metadata: Metadata = { title: "Roles" };

export default function RolesPage() {
  return (
    <Permitted permission="signed-in">
      <PageHeader
        title="Roles"
        note="A member has one role or several, and may do what any of them allows. The scopes of an API key are the same permissions; those for people only are never a key’s."
      />
      <RoleCards />
      <RoleTable />
    </Permitted>
  );
}
