using System.Text.Json.Nodes;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps;
using static Octobatch.Tests.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>The table; commands run in bash within the checkout. The paths of jq's cases end with .json in jq's own layout.</summary>
internal static class GroundTruthCases
{
    private const string Workflow = "on: push\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v3 # pinned\n      - uses: actions/checkout@v4\n      - uses: actions/setup-node@v4\n";
    private const string Package = "{\n  \"name\": \"one\",\n  \"engines\": {\n    \"node\": \">=18\",\n    \"npm\": \"9\"\n  },\n  \"files\": [\n    \"a\",\n    \"b\"\n  ],\n  \"private\": true,\n  \"empty\": {},\n  \"none\": null\n}\n";
    private const string Numbers = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n";
    private const string OneToZero = "--- a/n\n+++ b/n\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n";

    public static IReadOnlyList<GroundTruthCase> All { get; } = [.. Replaces(), .. Files(), .. Sets(), .. Patches()];

    private static IEnumerable<GroundTruthCase> Replaces()
    {
        yield return new("replace in workflows", Of(File(".github/workflows/ci.yml", Workflow), File(".github/workflows/deep/x.yml", Workflow)),
            @"sed -i -E 's#actions/checkout@v[34]\b#actions/checkout@v5#g' .github/workflows/*.yml",
            Replace(".github/workflows/*.yml", @"actions/checkout@v[34]\b", "actions/checkout@v5"));
        yield return new("replace with groups", Of(File("a.txt", "x=1\ny=2\n")), "sed -i -E 's/([a-z])=([0-9])/\\2=\\1/' a.txt",
            Replace("a.txt", "([a-z])=([0-9])", "$2=$1"))
        { IsIdempotent = false };
        yield return new("replace at line starts and ends", Of(File("a.txt", "foo foo\nfoo\n")), "sed -i 's/^foo$/bar/' a.txt", Replace("a.txt", "^foo$", "bar"));
        yield return new("replace without final newline", Of(File("a.txt", "old\nold")), "sed -i 's/old/new/' a.txt", Replace("a.txt", "old", "new"));
        yield return new("replace keeps CRLF", Of(File("a.txt", "old\r\nx\r\nold\r\n")), "sed -i 's/old/new/' a.txt", Replace("a.txt", "old", "new"));
        yield return new("replace at line ends of CRLF", Of(File("a.txt", "a;\r\nb;\r\n")), "sed -i 's/;\\r$/\\r/' a.txt", Replace("a.txt", ";$", ""));
        yield return new("replace adds lines to CRLF", Of(File("a.txt", "a\r\nb\r\n")), "sed -i 's/^a\\r$/a\\r\\nc\\r/' a.txt", Replace("a.txt", "^a$", "a\nc")) { IsIdempotent = false };
        yield return new("replace in mixed endings", Of(File("a.txt", "old\r\nold\nold\r\n")), "sed -i 's/old/new/' a.txt", Replace("a.txt", "old", "new"));
        yield return new("replace CRLF by LF", Of(File("a.txt", "a\r\nb\r\n")), "sed -i 's/\\r$//' a.txt", Replace("a.txt", "\\r\\n", "\n"));
        yield return new("replace keeps a BOM", Of(Raw("a.txt", "\xef\xbb\xbfold\nold\n")), "sed -i 's/old/new/' a.txt", Replace("a.txt", "old", "new"));
        yield return new("replace in Latin-1", Of(Raw("a.txt", "caf\xe9 old \xff\n")), "sed -i 's/old/new/' a.txt", Replace("a.txt", "old", "new"));
        yield return new("replace in UTF-8", Of(File("a.txt", "café → old 😀\n")), "sed -i 's/café → old/thé/' a.txt", Replace("a.txt", "café . old", "thé"));
        yield return new("replace keeps modes", Of(Program("run.sh", "#!/bin/sh\nold\n")), "sed -i 's/old/new/' run.sh", Replace("run.sh", "old", "new"));
        yield return new("replace leaves binaries", Of(Raw("a.bin", "old\0old"), File("b.txt", "old")), "sed -i 's/old/new/' b.txt", Replace("*", "old", "new"));
        yield return new("replace in all folders", Of(File("a.md", "old"), File("x/b.md", "old"), File("x/y/.c.md", "old"), File("x/d.txt", "old")),
            "find . -name '*.md' -exec sed -i 's/old/new/' {} +", Replace("**/*.md", "old", "new"));
        yield return new("replace in one folder only", Of(File("x/a.md", "old"), File("x/y/b.md", "old")), "sed -i 's/old/new/' x/*.md", Replace("x/*.md", "old", "new"));
        yield return new("replace under a folder", Of(File("x/a", "old"), File("x/y/b", "old"), File("xy", "old")), "sed -i 's/old/new/' x/a x/y/b", Replace("x/**", "old", "new"));
        yield return new("replace follows no link", Of(File("a.txt", "x"), Link("l.txt", "old")), "true", Replace("**", "old", "new"));
        yield return new("replace of nothing", Of(File("a.txt", "x\n")), "sed -i 's/old/new/' a.txt", Replace("a.txt", "old", "new"));
        yield return new("replace deletes lines", Of(File("a.txt", "a\n# b\nc\n# d\n")), "sed -i '/^#/d' a.txt", Replace("a.txt", "^#.*\\n", ""));
        yield return new("replace ignoring case", Of(File("a.txt", "Old OLD old\n")), "sed -i 's/old/new/Ig' a.txt", Replace("a.txt", "(?i)old", "new"));
        yield return new("replace of a dollar", Of(File("a.txt", "cost\n")), "sed -i 's/cost/$5/' a.txt", Replace("a.txt", "cost", "$$5"));
    }

    private static IEnumerable<GroundTruthCase> Files()
    {
        yield return new("write a new file", Of(File("a", "1")), "mkdir -p b/c; printf 'x\\ny' > b/c/d", Edit.Write("b/c/d", "x\ny"));
        yield return new("write over a program", Of(Program("run.sh", "old")), "printf new > run.sh", Edit.Write("run.sh", "new"));
        yield return new("write only where missing", Of(File("a", "1")), "printf 2 > b", Edit.Write("a", "2", WriteWhen.Missing), Edit.Write("b", "2", WriteWhen.Missing));
        yield return new("write only where it exists", Of(File("a", "1")), "printf 2 > a", Edit.Write("a", "2", WriteWhen.Exists), Edit.Write("b", "2", WriteWhen.Exists));
        yield return new("write an empty file", Of(File("a", "1")), ": > a; : > b", Edit.Write("a", ""), Edit.Write("b", ""));
        yield return new("delete by glob", Of(File(".travis.yml", "1"), File("x/.travis.yml", "1"), File("x/a", "1")), "git rm -qf -- ':(glob)**/.travis.yml'", Edit.Delete(["**/.travis.yml"]));
        yield return new("delete a link", Of(File("a", "1"), Link("l", "a")), "git rm -qf l", Edit.Delete(["l", "missing"]));
        yield return new("delete a folder", Of(File("x/a", "1"), File("x/y/b", "1"), File("z", "1")), "git rm -rqf x", Edit.Delete(["x/**"]));
        yield return new("move a file", Of(File("docs/OLD.md", "1\n"), File("a", "1")), "git mv docs/OLD.md docs/NEW.md", Edit.Move("docs/OLD.md", "docs/NEW.md"));
        yield return new("move to a new folder", Of(Program("a", "1\n")), "mkdir -p x/y; git mv a x/y/b", Edit.Move("a", "x/y/b"));
        yield return new("move a link", Of(File("a", "1"), Link("l", "a")), "git mv l m", Edit.Move("l", "m"));
        yield return new("move changes case", Of(File("README.MD", "1\n")), "git mv README.MD README.md", Edit.Move("README.MD", "README.md"));
        yield return new("move a missing file", Of(File("a", "1")), "true", Edit.Move("b", "c"));
        yield return new("move and then replace", Of(File("a", "old\n2\n3\n4\n")), "git mv a b; sed -i s/old/new/ b", Edit.Move("a", "b"), Replace("b", "old", "new"));
        yield return new("swap two files", Of(File("a", "1\n"), File("b", "2\n")), "git mv a t; git mv b a; git mv t b",
            Edit.Move("a", "t"), Edit.Move("b", "a"), Edit.Move("t", "b"))
        { IsIdempotent = false };
        yield return new("a file in place of a folder", Of(File("x/a", "1\n")), "git rm -qf x/a; printf 2 > x", Edit.Delete(["x/a"]), Edit.Write("x", "2"));
    }

    private static IEnumerable<GroundTruthCase> Sets()
    {
        yield return Jq("set a value", ".engines.node = \">=22\"", "engines.node", ">=22");
        yield return Jq("set a new key", ".engines.pnpm = \"10\"", "engines.pnpm", "10");
        yield return Jq("set a new key at the root", ".type = \"module\"", "type", "module");
        yield return Jq("set in missing objects", ".a.b.c = 1.5", "a.b.c", 1.5);
        yield return Jq("set in an empty object", ".empty.x = true", "empty.x", true);
        yield return Jq("set in null", ".none.x = false", "none.x", false);
        yield return Jq("set an item", ".files[1] = \"c\"", "files[1]", "c");
        yield return Jq("set one more item", ".files[2] = \"c\"", "files[2]", "c");
        yield return Jq("set null", ".engines.npm = null", "engines.npm", null);
        yield return Jq("set an object", ".engines = {\"a\":{\"b\":[]},\"c\":[1,2]}", "engines", JsonNode.Parse("{\"a\":{\"b\":[]},\"c\":[1,2]}"));
        yield return Jq("set a key with dots", ".[\"a.b\\\"c\"] = \"é→😀\\t\"", "\"a.b\\\"c\"", "é→😀\t");
        yield return new("set JSON with comments", Of(File("t.json", "{\n\t// one\n\t\"a\": 1, // two\n\t\"b\": [1,2,], /* three */\n}\n")), "sed -i 's/\"a\": 1/\"a\": 2/' t.json", Edit.Set("t.json", "a", 2));
        yield return new("set JSON in CRLF with a BOM", Of(Raw("t.json", "\xef\xbb\xbf{\r\n    \"a\": 1\r\n}")), "sed -i 's/\"a\": 1/\"a\": 1,\\r\\n    \"b\": 2/' t.json", Edit.Set("t.json", "b", 2));
        yield return new("set compact JSON", Of(File("t.json", "{\"a\":1,\"b\":{}}")), "jq -cj '.b.c = 2 | .d = [3]' t.json > n; mv n t.json", Edit.Set("t.json", "b.c", 2), Edit.Set("t.json", "d", new JsonArray(3)));
        yield return new("set YAML", Of(File("c.yml", "# c\na:\n  node: '18' # old\n  other: x\n")), "sed -i \"s/'18'/'22'/\" c.yml", Edit.Set("c.yml", "a.node", "22"));
        yield return new("set a new YAML key", Of(File("c.yml", "a:\n    b: 1 # one\n\n# end\nd: 2\n")), "sed -i '/b: 1/a\\    c: 3' c.yml", Edit.Set("c.yml", "a.c", 3));
        yield return new("set a YAML item's key", Of(File("c.yml", Workflow)), "sed -i 's/setup-node@v4/setup-node@v5/' c.yml", Edit.Set("c.yml", "jobs.build.steps[2].uses", "actions/setup-node@v5"));
        yield return new("set YAML in CRLF", Of(File("c.yml", "a: 1\r\nb:\r\n  - x\r\n")), "sed -i 's/  - x\\r/  - x\\r\\n  - z\\r/' c.yml", Edit.Set("c.yml", "b[1]", "z"));
    }

    private static IEnumerable<GroundTruthCase> Patches()
    {
        yield return Apply("patch in place", Of(File("n", Numbers)), OneToZero);
        yield return Apply("patch at an offset", Of(File("n", "0\n0\n" + Numbers)), OneToZero);
        yield return Apply("patch nearest of two", Of(File("n", Numbers + Numbers)), OneToZero.Replace("-3,7 +3,7", "-22,7 +22,7", StringComparison.Ordinal));
        yield return Apply("patch that creates", Of(File("a", "1\n")), "diff --git a/x/b b/x/b\nnew file mode 100755\n--- /dev/null\n+++ b/x/b\n@@ -0,0 +1,2 @@\n+1\n+2\n\\ No newline at end of file\n");
        yield return Apply("patch that deletes", Of(File("a", "1\n"), File("b", "1\n2\n")), "diff --git a/b b/b\ndeleted file mode 100644\n--- a/b\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-1\n-2\n");
        yield return Apply("patch that renames", Of(File("n", Numbers)), "diff --git a/n b/m m\nsimilarity index 90%\nrename from n\nrename to m m\n" + OneToZero.Replace("b/n", "b/m m\t", StringComparison.Ordinal));
        yield return Apply("patch of a mode", Of(File("n", "1\n")), "diff --git a/n b/n\nold mode 100644\nnew mode 100755\n");
        yield return Apply("patch of the end", Of(File("n", "1\n2")), "--- a/n\n+++ b/n\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+2\n");
        yield return Apply("patch of several files", Of(File("n", Numbers), File("caf\u00e9 x", "1\n")), OneToZero + "diff --git \"a/caf\\303\\251 x\" \"b/caf\\303\\251 x\"\n--- \"a/caf\\303\\251 x\"\n+++ \"b/caf\\303\\251 x\"\n@@ -1 +1 @@\n-1\n+2\n");
        yield return Apply("patch of CRLF lines", Of(File("n", "1\r\n2\r\n")), "--- a/n\n+++ b/n\n@@ -1,2 +1,2 @@\n 1\r\n-2\r\n+3\r\n");
    }

    private static Step Replace(string files, string pattern, string with) => Edit.Replace([files], pattern, with);

    private static GroundTruthCase Jq(string name, string filter, string path, JsonNode? value) =>
        new(name, Of(File("p.json", Package)), $"jq '{filter}' p.json > n; mv n p.json", Edit.Set("p.json", path, value));

    private static GroundTruthCase Apply(string name, Octobatch.Campaigns.Steps.Trees.RepositoryTree before, string diff) =>
        new(name, before, $"cat > .git/p <<'END'\n{diff}END\ngit apply --whitespace=nowarn .git/p", Edit.Patch(diff));
}
