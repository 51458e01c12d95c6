import { dictionary } from "@zxcvbn-ts/language-common";
import { describe, expect, it } from "vitest";
import { MIN_PASSWORD_LENGTH } from "@/lib/access/own-names";
import { MAX_PASSWORD_LENGTH, passwordProblem } from "./password-rules";

const owner = {
  name: "Ada Lovelace",
  email: "ada.lovelace@example.org",
  organizations: ["Analytical Engines"],
};

describe("passwordProblem", () => {
  it.each([
    ["eleven char", "too short by one"],
    ["x".repeat(129), "too long"],
    ["aaaaaaaaaaaa", "one letter"],
    ["ab1ab1ab1ab1ab1", "a piece again and again"],
    ["abcdefghijklm", "the alphabet"],
    ["1234567890123", "the digits"],
    ["qwertyuiopasdf", "rows of keys"],
    ["987654321098!", "the digits downwards"],
    ["1qaz2wsx3edc", "columns of keys"],
    ["Passw0rd1234!", "a common password with ornaments"],
    ["P@ssw0rdP@ssw0rd", "a common password twice"],
    ["WelcomeAdmin2024", "two common words"],
    ["iloveyou123456", "two common passwords"],
    ["monkeydragon12", "two common words and a number"],
    ["correcthorsebatterystaple", "the famous one"],
    ["correct horse battery staple", "the famous one with spaces"],
    ["ada.lovelace@example.org", "the e-mail"],
    ["AdaLovelace!1", "the name"],
    ["attestry-attestry", "the product"],
    ["Lovelace-1815", "half the name and a number"],
    ["purple ada.lovelace tram umbrella", "the e-mail among other words"],
    ["purple AnalyticalEngines tram", "the organization among other words"],
    ["my @ttestry: Attestry, my purple tram", "the product among other words"],
    ["Enclave-Attestation", "what the product is about"],
    ["Analytical-2026", "half the organization and a number"],
  ])("refuses %s: %s", (password) => {
    expect(passwordProblem(password, owner)).not.toBeNull();
  });

  it.each([
    "violet anchor brews thunderously",
    "k7#mQ2v!xP9z",
    "möwe kauft sieben Türen",
    "ada keeps nine blue trains",
    "🐢🦉🍋🚲🎻🏔🌋🧭🪁🧊🪐🎺",
  ])("lets %s pass", (password) => {
    expect(passwordProblem(password, owner)).toBeNull();
  });

  const leaked = dictionary["passwords-common"];
  const stranger = { name: "Nobody", email: "somebody@example.net", organizations: [] };

  it("refuses every leaked password that is long enough, and of the first 3,000 each tenth made longer", () => {
    const longEnough = leaked.filter((password) => [...password].length >= MIN_PASSWORD_LENGTH);
    const lengthened = leaked
      .filter((password) => password.length >= MIN_PASSWORD_LENGTH - 4)
      .slice(0, 3_000)
      .filter((_password, rank) => rank % 10 === 0)
      .map((password) => `${password}1234`);
    expect(leaked.length).toBeGreaterThan(40_000);
    expect(longEnough.length).toBeGreaterThan(300);
    const passed = [...longEnough, ...lengthened].filter(
      (password) => passwordProblem(password, stranger) === null,
    );
    expect(passed).toEqual([]);
  }, 60_000);

  it.each(["p@ssw0rd!", "4@8({[<369&#!1/|0$5+7%2", "password1password2", "l1|!"])(
    "judges %s over and over in a moment, however long",
    (piece) => {
      const longest = piece.repeat(MAX_PASSWORD_LENGTH).slice(0, MAX_PASSWORD_LENGTH);
      const before = process.cpuUsage();
      passwordProblem(longest, stranger);
      expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
    },
  );
});
