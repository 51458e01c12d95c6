/** Somebody else who says who people are: an OpenID Connect provider. */
export interface OidcProviderConfig {
  /** In addresses, and kept with each account that is linked. */
  readonly id: "oidc" | "google";
  /** On the button. */
  readonly name: string;
  /** Exactly as its tokens name it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface ProviderVariables {
  readonly ATTESTRY_OIDC_ISSUER?: string | undefined;
  readonly ATTESTRY_OIDC_CLIENT_ID?: string | undefined;
  readonly ATTESTRY_OIDC_CLIENT_SECRET?: string | undefined;
  readonly ATTESTRY_OIDC_NAME: string;
  readonly ATTESTRY_GOOGLE_CLIENT_ID?: string | undefined;
  readonly ATTESTRY_GOOGLE_CLIENT_SECRET?: string | undefined;
  readonly ATTESTRY_PUBLIC_URL?: string | undefined;
}

const GOOGLE = "https://accounts.google.com";

export type ReadProviders =
  | { readonly ok: true; readonly providers: readonly OidcProviderConfig[] }
  | { readonly ok: false; readonly problem: string };

/** The providers that the environment switches on; half of one is a mistake that is told at the start. */
export function readProviders(variables: ProviderVariables): ReadProviders {
  const {
    ATTESTRY_OIDC_ISSUER: issuer,
    ATTESTRY_OIDC_CLIENT_ID: clientId,
    ATTESTRY_OIDC_CLIENT_SECRET: clientSecret,
    ATTESTRY_OIDC_NAME: name,
    ATTESTRY_GOOGLE_CLIENT_ID: googleId,
    ATTESTRY_GOOGLE_CLIENT_SECRET: googleSecret,
  } = variables;
  const providers: OidcProviderConfig[] = [];
  if (issuer !== undefined && clientId !== undefined && clientSecret !== undefined) {
    providers.push({ id: "oidc", name, issuer, clientId, clientSecret });
  } else if (issuer !== undefined || clientId !== undefined || clientSecret !== undefined) {
    const problem =
      "ATTESTRY_OIDC_ISSUER, ATTESTRY_OIDC_CLIENT_ID and ATTESTRY_OIDC_CLIENT_SECRET belong together";
    return { ok: false, problem };
  }
  if (googleId !== undefined && googleSecret !== undefined) {
    const credentials = { clientId: googleId, clientSecret: googleSecret };
    providers.push({ id: "google", name: "Google", issuer: GOOGLE, ...credentials });
  } else if (googleId !== undefined || googleSecret !== undefined) {
    const problem = "ATTESTRY_GOOGLE_CLIENT_ID and ATTESTRY_GOOGLE_CLIENT_SECRET belong together";
    return { ok: false, problem };
  }
  if (providers.length > 0 && variables.ATTESTRY_PUBLIC_URL === undefined) {
    const problem =
      "ATTESTRY_PUBLIC_URL is missing: a sign-in provider sends browsers back to the address that it names";
    return { ok: false, problem };
  }
  return { ok: true, providers };
}
