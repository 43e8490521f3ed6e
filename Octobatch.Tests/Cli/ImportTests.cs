using System.Text.Json;
using Octobatch.Campaigns.Specs;
using Octobatch.Cli;
using Octobatch.Tests.Campaigns.Specs;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary><c>import</c>: what becomes of other tools' files, and what is said about the rest. What comes out is always a valid spec.</summary>
public sealed class ImportTests
{
    private const string Batch = """
        version: 2
        name: Bump.Base
        description: New base images.
        on:
          - repository: github.com/acme/one
        steps:
          - run: sed -i 's/3.19/3.20/' Dockerfile
            container: alpine:3
            env:
              LC_ALL: C
        changesetTemplate:
          title: Bump base images
          body: "For ${{ repository.name }} in ${{ batch_change.name }}."
          branch: batch/bump
          commit:
            message: Bump base images
          published: draft
        """;

    [Fact]
    public async Task A_batch_spec_becomes_a_spec()
    {
        var (yaml, notes) = await ImportAsync(Batch);
        Assert.EndsWith(
            """
            version: 1
            name: bump-base
            description: New base images.
            select:
              - repositories: [acme/one]
            steps:
              - run:
                  command: sed -i 's/3.19/3.20/' Dockerfile
                  image: alpine:3
                  env:
                    LC_ALL: C
            changeset:
              branch: batch/bump
              message: Bump base images
              title: Bump base images
              body: For {{ repository.full_name }} in {{ campaign.name }}.
              draft: true

            """, yaml, StringComparison.Ordinal);
        Assert.Equal(
            ["name: 'Bump.Base' is now 'bump-base': names have a-z, 0-9 and -",
             "changesetTemplate.body: repository.name was github.com/owner/name; repository.full_name is owner/name"], notes);
    }

    [Theory]
    [InlineData("repo:^github\\.com/acme/one$", "repo:acme/one -fork:true", null)]
    [InlineData("repo:^github\\.com/acme/ lang:go", "org:acme language:go -fork:true", "main language")]
    [InlineData("repo:^github.com/acme/svc.one$", "org:acme name:svc?one -fork:true", null)]
    [InlineData("repo:^github\\.com/acme/svc-.*$ archived:no fork:yes", "org:acme name:svc-*", null)]
    [InlineData("r:github.com/acme/.* -repo:^github\\.com/acme/old$ count:all", "org:acme -repo:acme/old -fork:true", null)]
    [InlineData("repo:has.topic(service) file:^go\\.mod$ visibility:private", "topic:service file:go.mod visibility:private -fork:true", null)]
    [InlineData("repo:^github\\.com/acme/ \"old value\"", "org:acme -fork:true", "\"old value\"; the entry takes more repositories than before")]
    [InlineData("repo:^github\\.com/acme/(a|b)$ lang:go", "language:go -fork:true", "repo:^github\\.com/acme/(a|b)$; the entry takes more")]
    [InlineData("repo:one OR repo:two", null, "and, or, not and brackets")]
    [InlineData("fmt.Sprintf patterntype:literal", null, "fmt.Sprintf")]
    public async Task A_search_becomes_a_query_as_far_as_it_is_about_repositories(string search, string? query, string? note)
    {
        var (yaml, notes) = await ImportAsync(Batch.Replace("repository: github.com/acme/one", $"repositoriesMatchingQuery: '{search}'", StringComparison.Ordinal));
        if (query is null)
            Assert.Contains("  - repositories: [OWNER/NAME]\n", yaml, StringComparison.Ordinal);
        else
            Assert.Contains($"  - query: {query}\n", yaml.Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var about = notes.Where(n => n.StartsWith("on", StringComparison.Ordinal)).ToList();
        if (note is null)
            Assert.Empty(about);
        else
            Assert.Contains(about, n => n.Contains(note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("    if: ${{ matches repository.name \"x\" }}", "steps[0].if: ")]
    [InlineData("    outputs: { a: { value: b } }", "steps[0].outputs: ")]
    [InlineData("    mount: [{ path: a, mountpoint: /b }]", "steps[0].mount: ")]
    [InlineData("    files: { /tmp/a: b }", "steps[0].files: ")]
    public async Task What_steps_of_Octobatch_do_not_have_is_told(string line, string note)
    {
        var (yaml, notes) = await ImportAsync(Batch.Replace("    container: alpine:3", $"    container: alpine:3\n{line}", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.StartsWith(note, StringComparison.Ordinal));
        Assert.Contains($"#   {note}", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workspaces: [{ rootAtLocationOf: go.mod, in: '*' }]", "workspaces: ")]
    [InlineData("transformChanges: { group: [] }", "transformChanges: ")]
    [InlineData("importChangesets: []", "importChangesets: ")]
    [InlineData("somethingNew: 1", "somethingNew: Octobatch has no such thing")]
    public async Task What_batch_specs_have_beside_is_told(string line, string note) =>
        Assert.Contains((await ImportAsync($"{Batch}\n{line}\n")).Notes, n => n.StartsWith(note, StringComparison.Ordinal));

    [Fact]
    public async Task Templates_that_nobody_fills_here_are_left_out_and_braces_stay_braces()
    {
        var (yaml, notes) = await ImportAsync(Batch.Replace("For ${{ repository.name }}", "{{ x }} {% y %} ${{ join repository.search_result_paths \\\" \\\" }}", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.StartsWith("changesetTemplate.body: ${{ join repository.search_result_paths", StringComparison.Ordinal));
        Assert.Contains("{{ ''{{'' }} x }} {{ ''{%'' }} y %}", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_multi_gitter_configuration_becomes_a_spec()
    {
        var (yaml, notes) = await ImportAsync(
            """
            org: [acme, globex]
            topic: service
            repo: [acme/extra]
            skip-repo: [acme/legacy]
            skip-forks: true
            repo-exclude: ^old-
            branch: bump-base
            commit-message: |
              Bump base images

              They were old.
            labels: [dependencies]
            reviewers: ann
            team-reviewers: []
            draft: false
            max-reviewers: 0
            log-level: debug
            concurrent: 4
            token: ghp_secret
            base-branch: develop
            """, "--run", "make bump", "--image", "alpine:3");
        Assert.EndsWith(
            """
            version: 1
            name: bump-base
            select:
              - query: org:acme topic:service -fork:true
              - query: org:globex topic:service -fork:true
              - repositories: [acme/extra]
            exclude:
              - repositories: [acme/legacy]
              - query: name:old-*
            steps:
              - run:
                  command: make bump
                  image: alpine:3
            changeset:
              branch: bump-base
              message: |
                Bump base images

                They were old.
              title: Bump base images
              body: They were old.
              labels: [dependencies]
              reviewers: [ann]

            """, yaml, StringComparison.Ordinal);
        Assert.Equal(["concurrent", "token", "base-branch"], notes.Select(n => n.Split(':')[0]));
        Assert.DoesNotContain("ghp_secret", yaml + string.Concat(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("platform: gitlab\norg: [acme]", "platform: ")]
    [InlineData("code-search: path:go.mod\npr-title: x", "code-search: ")]
    [InlineData("org: [acme]\nrepo-include: ^(a|b)$", "repo-include: ")]
    [InlineData("repo-search: org:acme\nconflict-strategy: replace", "conflict-strategy: ")]
    [InlineData("org: [acme]", "the script: ")]
    [InlineData("commit-message: x", "org, repo, user, repo-search: ")]
    public async Task What_multi_gitter_has_beside_is_told(string configuration, string note) =>
        Assert.Contains((await ImportAsync(configuration)).Notes, n => n.StartsWith(note, StringComparison.Ordinal));

    [Fact]
    public async Task A_file_of_another_kind_is_refused()
    {
        using var user = new CliUser();
        Assert.Contains("is neither", (await user.TypeAsync("a: 1", "import", "-")).Ends(ExitCode.Invalid).Error, StringComparison.Ordinal);
        Assert.Contains("<stdin>:2:1: ", (await user.TypeAsync("a: [", "import", "-")).Ends(ExitCode.Invalid).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_read_the_notes_and_find_the_file()
    {
        using var user = new CliUser();
        var path = user.PathOf("out.yaml");
        var imported = (await user.RunAsync("import", user.File("batch.yaml", Batch), "--output", path)).Ends(ExitCode.Ok);
        Assert.Contains("Not carried over as it was:\n  name: 'Bump.Base' is now", imported.Error, StringComparison.Ordinal);
        Assert.StartsWith("# Not carried over as it was from batch.yaml:\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        (await user.RunAsync("import", user.PathOf("batch.yaml"), "--output", path)).Ends(ExitCode.Conflict);
        (await user.RunAsync("import", user.PathOf("batch.yaml"), "--output", path, "--force")).Ends(ExitCode.Ok);
    }

    private static async Task<(string Yaml, IReadOnlyList<string> Notes)> ImportAsync(string source, params string[] options)
    {
        using var user = new CliUser();
        var answer = JsonDocument.Parse((await user.TypeAsync(source, ["import", "-", "--json", .. options])).Ends(ExitCode.Ok).Bytes).RootElement;
        var yaml = answer.GetProperty("spec").GetString()!;
        SpecTexts.Valid(yaml);
        return (yaml, [.. answer.GetProperty("notes").EnumerateArray().Select(n => n.GetString()!)]);
    }
}
