using System.Text;
using LibGit2Sharp;

namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>What is in a seeded repository: enough of every kind of file that a campaign may meet.</summary>
internal static class SeedFiles
{
    private static readonly byte[] Logo = [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0];

    public static IEnumerable<(string Path, byte[] Content, Mode Mode)> Of(SeedRepository seed)
    {
        // The same name has the same age on every machine.
        var age = seed.Name.Sum(letter => letter) % 3;
        yield return Text("README.md", $"# {seed.Name}\n\n{(seed.Description is "" ? $"The {seed.Name} of {seed.Owner}." : seed.Description)}\n");
        yield return Text(".editorconfig", "root = true\n\n[*]\nindent_style = space\nindent_size = 4\n");
        yield return Text(".github/CODEOWNERS", $"* @{seed.Owner}/{seed.Team}\n");
        yield return Text(".github/workflows/ci.yml", Workflow(seed, age));
        yield return Text("docs/notes.txt", "Written on Windows.\r\nLines end the way they do there.\r\n");
        yield return ("docs/logo.png", Logo, Mode.NonExecutableFile);
        yield return ("scripts/build.sh", Encoding.UTF8.GetBytes("#!/bin/sh\nset -eu\nexec make\n"), Mode.ExecutableFile);
        yield return ("NOTES.txt", Encoding.UTF8.GetBytes("docs/notes.txt"), Mode.SymbolicLink);
        if (seed.Topics.Contains("service"))
            yield return Text("Dockerfile", $"FROM {Image(seed.Language, age)}\nWORKDIR /app\nCOPY . .\n");
        if (seed.Topics.Contains("legacy"))
            yield return Text(".travis.yml", "language: java\njdk: openjdk8\n");
        foreach (var file in Project(seed, age))
            yield return file;
    }

    private static (string Path, byte[] Content, Mode Mode) Text(string path, string content) =>
        (path, Encoding.UTF8.GetBytes(content), Mode.NonExecutableFile);

    private static string Workflow(SeedRepository seed, int age) => $"""
        name: ci
        on:
          push:
            branches: [{seed.DefaultBranch}]
          pull_request:
        jobs:
          build:
            runs-on: ubuntu-{(age is 0 ? "22.04" : "24.04")}
            steps:
              - uses: actions/checkout@v{age + 3}
              - run: make test

        """;

    private static string Image(string language, int age) => language switch
    {
        "Go" => $"golang:1.{22 + age}",
        "TypeScript" => $"node:{18 + (2 * age)}-slim",
        "C#" => $"mcr.microsoft.com/dotnet/aspnet:{8 + age}.0",
        "Python" => $"python:3.{10 + age}",
        _ => "debian:12-slim",
    };

    private static IEnumerable<(string Path, byte[] Content, Mode Mode)> Project(SeedRepository seed, int age)
    {
        switch (seed.Language)
        {
            case "Go":
                yield return Text("go.mod", $"module github.com/{seed.Owner}/{seed.Name}\n\ngo 1.{22 + age}\n");
                yield return Text("main.go", "package main\n\nfunc main() {\n\tprintln(\"hello\")\n}\n");
                break;
            case "TypeScript":
                yield return Text("package.json", $$"""
                    {
                      "name": "@{{seed.Owner}}/{{seed.Name}}",
                      "version": "1.{{age}}.0",
                      "private": true,
                      "engines": { "node": ">={{18 + (2 * age)}}" },
                      "scripts": { "test": "node --test" }
                    }

                    """);
                yield return Text("src/index.ts", "export const hello = (name: string) => `hello ${name}`;\n");
                break;
            case "C#":
                yield return Text("src/App.csproj", $"""
                    <Project Sdk="Microsoft.NET.Sdk">
                      <PropertyGroup>
                        <TargetFramework>net{8 + age}.0</TargetFramework>
                      </PropertyGroup>
                    </Project>

                    """);
                yield return Text("src/Program.cs", "Console.WriteLine(\"hello\");\n");
                break;
            case "Python":
                yield return Text("pyproject.toml", $"[project]\nname = \"{seed.Name}\"\nrequires-python = \">=3.{10 + age}\"\n");
                yield return Text("app/main.py", "print(\"hello\")\n");
                break;
            case "Rust":
                yield return Text("Cargo.toml", $"[package]\nname = \"{seed.Name}\"\nversion = \"0.{age}.1\"\nedition = \"2021\"\n");
                yield return Text("src/main.rs", "fn main() {\n    println!(\"hello\");\n}\n");
                break;
            case "Java":
                yield return Text("pom.xml", $"<project>\n  <artifactId>{seed.Name}</artifactId>\n  <version>{age}.4</version>\n</project>\n");
                break;
            case "HCL":
                yield return Text("main.tf", $"terraform {{\n  required_version = \">= 1.{age + 5}\"\n}}\n");
                break;
            default:
                yield return Text("docs/index.md", $"# {seed.Name}\n");
                break;
        }
    }
}
