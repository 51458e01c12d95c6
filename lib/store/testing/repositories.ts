import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { projectRoot } from "../project-root";

/** Exported functions of this folder that read or write rows of one organization: those that are told which. */
export function repositoryFunctions(): readonly string[] {
  const folder = path.join(projectRoot(), "lib/store");
  const files = readdirSync(folder).filter((name) => /^[a-z-]+\.ts$/.test(name));
  return files.flatMap((name) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
    return source.statements.flatMap((statement) =>
      ts.isFunctionDeclaration(statement) && isExported(statement) && isToldWhich(statement)
        ? [statement.name?.text ?? ""]
        : [],
    );
  });
}

function isExported(declaration: ts.FunctionDeclaration): boolean {
  return (declaration.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isToldWhich(declaration: ts.FunctionDeclaration): boolean {
  return declaration.parameters.some(
    ({ name, type }) => type?.getText() === "OrganizationDb" || name.getText() === "organizationId",
  );
}
