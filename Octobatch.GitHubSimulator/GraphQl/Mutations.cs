using GraphQL;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Pulls;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>
/// Everything that GraphQL can change. In one document mutations run in order; after one that failed the rest are not run unless told
/// otherwise, and nothing is taken back.
/// </summary>
internal static class Mutations
{
    private delegate Dictionary<string, object?> Mutate(Session session, Input input);

    public static void Add(Resolvers resolvers)
    {
        Add(resolvers, "createRef", CreateRef);
        Add(resolvers, "updateRef", UpdateRef);
        Add(resolvers, "updateRefs", UpdateRefs);
        Add(resolvers, "deleteRef", DeleteRef);
        Add(resolvers, "createCommitOnBranch", CommitMutation.Run);
        Add(resolvers, "createPullRequest", CreatePull);
        Add(resolvers, "updatePullRequest", UpdatePull);
        Add(resolvers, "closePullRequest", (session, input) => OnPull(session, input["pullRequestId"], PullWriter.Close));
        Add(resolvers, "reopenPullRequest", (session, input) => OnPull(session, input["pullRequestId"], (scope, pull) => Check(PullWriter.Reopen(scope, pull))));
        Add(resolvers, "mergePullRequest", MergePull);
        Add(resolvers, "enablePullRequestAutoMerge", EnableAutoMerge);
        Add(resolvers, "disablePullRequestAutoMerge", (session, input) => OnPull(session, input["pullRequestId"], (_, pull) => pull.AutoMergeMethod = null));
        Add(resolvers, "convertPullRequestToDraft", (session, input) => OnPull(session, input["pullRequestId"], (scope, pull) => SetDraft(scope, pull, true)));
        Add(resolvers, "markPullRequestReadyForReview", (session, input) => OnPull(session, input["pullRequestId"], (scope, pull) => SetDraft(scope, pull, false)));
        Add(resolvers, "requestReviews", RequestReviews);
        Add(resolvers, "addLabelsToLabelable", AddLabels);
        Add(resolvers, "removeLabelsFromLabelable", RemoveLabels);
        Add(resolvers, "createLabel", CreateLabel);
        Add(resolvers, "addAssigneesToAssignable", AddAssignees);
        Add(resolvers, "addComment", AddComment);
    }

    /// <summary>Stops with GitHub's words for what could not be done.</summary>
    public static void Check(string? refusal)
    {
        if (refusal is not null)
            throw GraphError.Unprocessable(refusal);
    }

    private static void Add(Resolvers resolvers, string name, Mutate mutate) => resolvers.Type<object>("Mutation").Field(name, (_, context) =>
    {
        var session = Session.Of(context);
        if (session.HasFailed && session.Simulator.StopsAtMutationErrors)
            return null;
        try
        {
            var input = (IDictionary<string, object?>)context.Arguments!["input"].Value!;
            var payload = mutate(session, new Input(input.AsReadOnly()));
            payload["clientMutationId"] = input.TryGetValue("clientMutationId", out var id) ? id : null;
            return payload;
        }
        catch (ExecutionError)
        {
            session.HasFailed = true;
            throw;
        }
        finally
        {
            session.Save();
        }
    });

    private static Dictionary<string, object?> CreateRef(Session session, Input input)
    {
        var scope = RepositoryOf(session, input["repositoryId"]);
        session.Demand(scope, "contents", Access.Write);
        lock (scope.Repository.Gate)
        {
            var (created, refusal) = RefWriter.Create(scope, input["name"], input["oid"]);
            Check(refusal is "Reference already exists" ? $"A ref named \"{input["name"]}\" already exists in the repository." : refusal);
            return new() { ["ref"] = new RefNode(scope, created!.CanonicalName) };
        }
    }

    private static Dictionary<string, object?> UpdateRef(Session session, Input input)
    {
        var (scope, reference) = RefOf(session, input["refId"]);
        lock (scope.Repository.Gate)
        {
            var (updated, refusal) = RefWriter.Update(scope, scope.Git.Refs[reference], input["oid"], input.Is("force"));
            Check(refusal);
            return new() { ["ref"] = new RefNode(scope, updated!.CanonicalName) };
        }
    }

    private static Dictionary<string, object?> UpdateRefs(Session session, Input input)
    {
        const string nothing = "0000000000000000000000000000000000000000";
        var scope = RepositoryOf(session, input["repositoryId"]);
        session.Demand(scope, "contents", Access.Write);
        lock (scope.Repository.Gate)
        {
            var updates = input.Inputs("refUpdates");
            foreach (var update in updates)
            {
                var now = scope.Git.Refs[update["name"]]?.ResolveToDirectReference().TargetIdentifier ?? nothing;
                if (update.Text("beforeOid") is { } before && before != now)
                    throw new GraphError("STALE_DATA", $"Expected {update["name"]} to point to {before} but it did not.");
            }

            foreach (var update in updates)
            {
                if (scope.Git.Refs[update["name"]] is not { } reference)
                    Check(RefWriter.Create(scope, update["name"], update["afterOid"]).Refusal);
                else
                    Check(update["afterOid"] is nothing ? RefWriter.Delete(scope, reference) : RefWriter.Update(scope, reference, update["afterOid"], update.Is("force")).Refusal);
            }
        }

        return [];
    }

    private static Dictionary<string, object?> DeleteRef(Session session, Input input)
    {
        var (scope, reference) = RefOf(session, input["refId"]);
        lock (scope.Repository.Gate)
            Check(RefWriter.Delete(scope, scope.Git.Refs[reference]));
        return [];
    }

    private static Dictionary<string, object?> CreatePull(Session session, Input input)
    {
        var scope = RepositoryOf(session, input["repositoryId"]);
        session.Demand(scope, "pull_requests", Access.Write);
        lock (scope.Repository.Gate)
        {
            var (made, refusal) = PullWriter.Open(scope, new NewPull(input["title"], input.Text("body"), input["headRefName"], input["baseRefName"], input.Is("draft")));
            Check(refusal switch
            {
                null => null,
                { Field: "head" } => $"Head sha can't be blank, Base sha can't be blank, No commits between {input["baseRefName"]} and {input["headRefName"]}, Head ref must be a branch",
                { Field: "base" } => "Base ref must be a branch",
                _ => refusal.Message,
            });
            return new() { ["pullRequest"] = new PullNode(scope, made!) };
        }
    }

    private static Dictionary<string, object?> UpdatePull(Session session, Input input) => OnPull(session, input["pullRequestId"], (scope, pull) =>
    {
        if (input.Text("baseRefName") is { } target && scope.Git.Branch(target) is null)
            Check("Base ref must be a branch");
        pull.Title = input.Text("title") ?? pull.Title;
        pull.Body = input.Text("body") ?? pull.Body;
        pull.BaseRef = input.Text("baseRefName") ?? pull.BaseRef;
        pull.UpdatedAt = scope.Now;
        if (input.Has("labelIds"))
        {
            pull.Labels.Clear();
            IssueEndpoints.Add(scope, pull, LabelsOf(session, input.Texts("labelIds")));
        }

        scope.Raise(pull, "edited");
        if (input.Text("state") is "CLOSED")
            PullWriter.Close(scope, pull);
        else if (input.Text("state") is "OPEN")
            Check(PullWriter.Reopen(scope, pull));
    });

    private static Dictionary<string, object?> MergePull(Session session, Input input)
    {
        var node = PullOf(session, input["pullRequestId"], "contents");
        lock (node.Scope.Repository.Gate)
        {
            if (input.Text("expectedHeadOid") is { } head && head != node.Pull.HeadSha)
                Check("Head branch was modified. Review and try the merge again.");
            Check(node.Scope.Blocked(node.Pull));
            PullWriter.Merge(node.Scope, node.Pull, MethodOf(node.Scope, input), input.Text("commitHeadline"), input.Text("commitBody"));
        }

        return new() { ["pullRequest"] = node };
    }

    private static Dictionary<string, object?> EnableAutoMerge(Session session, Input input) => OnPull(session, input["pullRequestId"], (scope, pull) =>
    {
        if (!scope.Repository.AllowAutoMerge)
            Check("Auto merge is not allowed for this repository");
        // Where nothing is left to wait for. Checks that nobody requires do not count, even those that fail.
        if (scope.MergeState(pull) is "CLEAN" or "UNSTABLE")
            Check($"Pull request Pull request is in {scope.MergeState(pull).ToLowerInvariant()} status");
        if (!pull.IsOpen)
            Check("Pull request is closed");
        pull.AutoMergeMethod = MethodOf(scope, input);
    });

    private static string MethodOf(RepositoryScope scope, Input input)
    {
        var method = (input.Text("mergeMethod") ?? "MERGE").ToLowerInvariant();
        if (!scope.Repository.MergeMethods.Contains(method))
            Check($"{(method is "merge" ? "Merge commits are" : method is "squash" ? "Squash merges are" : "Rebase merges are")} not allowed on this repository.");
        return method;
    }

    private static Dictionary<string, object?> RequestReviews(Session session, Input input)
    {
        var payload = OnPull(session, input["pullRequestId"], (scope, pull) =>
        {
            var people = input.Texts("userIds").Select(id => QueryTypes.Person(session, id) ?? throw GraphError.NoNode(id)).Select(person => (Owner?)person.Owner).ToList();
            var teams = input.Texts("teamIds").Select(id => session.Simulator.TeamsOf(scope.Repository.Owner)
                .FirstOrDefault(slug => NodeIds.Of("T", $"{scope.Repository.Owner.Id}:{slug}") == id) ?? throw GraphError.NoNode(id)).ToList();
            if (!input.Is("union"))
            {
                pull.RequestedReviewers.Clear();
                pull.RequestedTeams.Clear();
            }

            Check(PullWriter.Request(scope, pull, people, teams));
        });
        return payload;
    }

    private static Dictionary<string, object?> AddLabels(Session session, Input input) =>
        OnPull(session, input["labelableId"], (scope, pull) => IssueEndpoints.Add(scope, pull, LabelsOf(session, input.Texts("labelIds"))), "labelable");

    private static Dictionary<string, object?> RemoveLabels(Session session, Input input) => OnPull(session, input["labelableId"], (scope, pull) =>
    {
        var names = LabelsOf(session, input.Texts("labelIds")).ToHashSet();
        pull.Labels.RemoveAll(names.Contains);
        scope.Raise(pull, "unlabeled");
    }, "labelable");

    private static Dictionary<string, object?> CreateLabel(Session session, Input input)
    {
        var scope = RepositoryOf(session, input["repositoryId"]);
        session.Demand(scope, "issues", Access.Write, or: "pull_requests");
        lock (scope.Repository.Gate)
        {
            if (scope.Repository.LabelNamed(input["name"]) is not null)
                Check("Name has already been taken");
            var label = new Label(session.Simulator.NextId(), input["name"], input["color"], input.Text("description"));
            scope.Repository.Labels.Add(label);
            return new() { ["label"] = new LabelNode(scope, label) };
        }
    }

    private static Dictionary<string, object?> AddAssignees(Session session, Input input) => OnPull(session, input["assignableId"], (scope, pull) =>
    {
        var people = input.Texts("assigneeIds").Select(id => QueryTypes.Person(session, id)?.Owner ?? throw GraphError.NoNode(id)).ToList();
        pull.Assignees.AddRange(people.Where(person => !pull.Assignees.Contains(person)));
        pull.UpdatedAt = scope.Now;
    }, "assignable");

    private static Dictionary<string, object?> AddComment(Session session, Input input)
    {
        var node = PullOf(session, input["subjectId"], "issues", "pull_requests");
        lock (node.Scope.Repository.Gate)
        {
            var comment = new CommentNode(node, IssueEndpoints.Comment(node.Scope, node.Pull, input["body"]));
            return new() { ["commentEdge"] = new Edge(Connection.Cursor(node.Pull.Comments.Count - 1), comment), ["subject"] = node };
        }
    }

    private static Dictionary<string, object?> OnPull(Session session, string id, Action<RepositoryScope, PullRequest> change, string name = "pullRequest")
    {
        var node = PullOf(session, id, "pull_requests");
        lock (node.Scope.Repository.Gate)
            change(node.Scope, node.Pull);
        return new() { [name] = node };
    }

    private static void SetDraft(RepositoryScope scope, PullRequest pull, bool isDraft)
    {
        (pull.IsDraft, pull.UpdatedAt) = (isDraft, scope.Now);
        scope.Raise(pull, isDraft ? "converted_to_draft" : "ready_for_review");
    }

    private static List<string> LabelsOf(Session session, IEnumerable<string> ids) => ids.Select(id =>
        QueryTypes.NodeOf(session, id) is LabelNode label ? label.Label.Name : throw GraphError.NoNode(id)).ToList();

    private static PullNode PullOf(Session session, string id, string permission, string? or = null)
    {
        var node = session.Pull(id) ?? throw GraphError.NoNode(id);
        session.Demand(node.Scope, permission, Access.Write, or);
        return node;
    }

    private static RepositoryScope RepositoryOf(Session session, string id) =>
        NodeIds.TryRead(id, "R", out var number) && session.Find(number) is { } scope ? scope : throw GraphError.NoNode(id);

    private static (RepositoryScope Scope, string Name) RefOf(Session session, string id)
    {
        if (QueryTypes.NodeOf(session, id) is not RefNode node)
            throw GraphError.NoNode(id);
        session.Demand(node.Scope, "contents", Access.Write);
        return (node.Scope, node.Name);
    }
}
