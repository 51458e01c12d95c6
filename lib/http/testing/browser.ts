import type { Answer, TestApi } from "./test-api";

/** A browser as far as the API sees one: it keeps cookies, and says where its writes come from. */
export interface TestBrowser {
  call(method: string, path: string, body?: object): Promise<Answer>;
  /** The value of the Cookie header; empty without one. */
  readonly cookie: string;
  setCookie(cookie: string): void;
}

export function openBrowser(
  api: Pick<TestApi, "url" | "call">,
  headers: Readonly<Record<string, string>> = {},
): TestBrowser {
  const jar = new Map<string, string>();
  const cookieHeader = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    get cookie() {
      return cookieHeader();
    },
    setCookie: (cookie) => {
      for (const pair of cookie.split("; ")) {
        const [name = "", ...value] = pair.split("=");
        jar.set(name, value.join("="));
      }
    },
    call: async (method, path, body) => {
      const answer = await api.call(method, path, {
        ...(body === undefined ? {} : { body }),
        headers: {
          origin: new URL(api.url).origin,
          ...(jar.size === 0 ? {} : { cookie: cookieHeader() }),
          ...headers,
        },
        anonymous: true,
      });
      for (const set of answer.headers["set-cookie"] ?? []) {
        const [pair = "", ...attributes] = set.split("; ");
        const [name = "", ...value] = pair.split("=");
        if (attributes.includes("Max-Age=0")) jar.delete(name);
        else jar.set(name, value.join("="));
      }
      return answer;
    },
  };
}
