import { z } from "zod";
import { PERMISSION_NAMES } from "@/lib/access/permissions";
import { ROLES } from "@/lib/access/roles";
import { idSchema } from "./scalars";

/** Compared in lower case: nobody has two accounts that differ in the case of a letter. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("expected an e-mail address"));

export const personNameSchema = z.string().trim().min(1).max(100);
export const organizationNameSchema = z.string().trim().min(1).max(100);

/** What is typed to sign in; the rules of a new password are not said here, since they may be stricter than an old one. */
export const passwordSchema = z.string().min(1).max(256);
/** Its rules are the server's: `PASSWORD_REJECTED` says which one it breaks. */
export const newPasswordSchema = z.string().min(1).max(256).meta({
  description: "12 to 128 characters, hard to guess, without your name, e-mail or organization",
});

/** Six digits of an authenticator app. */
export const codeSchema = z.string().regex(/^\d{6}$/, "expected six digits");
export const recoveryCodeSchema = z.string().trim().min(8).max(40);
/** Of a link: what stands behind `#token=`. */
export const linkTokenSchema = z.string().min(20).max(100);

export const roleSchema = z.enum(ROLES);
export const permissionSchema = z.enum(PERMISSION_NAMES);
export const rolesSchema = z
  .array(roleSchema)
  .min(1, "a member has a role")
  .max(ROLES.length)
  .refine((roles) => new Set(roles).size === roles.length, "expected each role once");

export const endedSchema = z.object({ id: idSchema });
