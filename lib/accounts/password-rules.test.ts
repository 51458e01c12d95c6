import { describe, expect, it } from "vitest";
import { passwordProblem } from "./password-rules";

const owner = { name: "Ada Lovelace", email: "ada.lovelace@example.org" };

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
    ["correcthorsebatterystaple", "the famous one"],
    ["correct horse battery staple", "the famous one with spaces"],
    ["ada.lovelace@example.org", "the e-mail"],
    ["AdaLovelace!1", "the name"],
    ["attestry-attestry", "the product"],
    ["Lovelace-1815", "half the name and a number"],
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
});
