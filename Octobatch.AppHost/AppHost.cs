using Octobatch.AppHost;
using Octobatch.AppHost.Publishing;

var builder = DistributedApplication.CreateBuilder(args);

// What every service stands on and checks in its /healthz.
var postgres = builder.AddPostgres("postgres").WithImageTag("18.3").WithDataVolume("octobatch-postgres");
var database = postgres.AddDatabase("octobatch");
var redis = builder.AddRedis("redis").WithImageTag("8.6").WithoutHttpsCertificate().WithDataVolume("octobatch-redis");
var blobStore = builder.AddBlobStore("blobstore");
var github = builder.AddGitHub();

// What Octobatch needs of its own: secrets that are made once, and the address that people reach it by.
var serviceKey = builder.AddGeneratedSecret("service-key");
var adminKey = builder.AddGeneratedSecret("admin-key");
var publicUrl = builder.AddSetting("public-url", "http://localhost:8000");

// The four services, and which of them each may call. They wait for what they stand on, never for each other:
// the loss of one must not hold up another.
var token = AddService<Projects.Octobatch_Token>("token", 8003)
    .WithGitHubApp(github);

var selection = AddService<Projects.Octobatch_Selection>("selection", 8002)
    .MayCall(token);

var campaign = AddService<Projects.Octobatch_Campaign>("campaign", 8001)
    .MayCall(selection, token)
    .WithEnvironment("OCTOBATCH_PUBLIC_URL", publicUrl);

AddService<Projects.Octobatch_Gateway>("gateway", 8000)
    .MayCall(campaign, selection, token)
    .WithGitHubWebhooks(github)
    .WithEnvironment("OCTOBATCH_PUBLIC_URL", publicUrl)
    .WithEnvironment("OCTOBATCH_ADMIN_KEY", adminKey)
    .WithExternalHttpEndpoints();

if (builder.ExecutionContext.IsPublishMode)
    builder.PublishToKubernetes();

builder.Build().Run();

// In development a service is reached on its own port, whatever port it listens on; in a cluster it listens on that port.
IResourceBuilder<ProjectResource> AddService<TProject>(string name, int port) where TProject : IProjectMetadata, new() =>
    builder.AddProject<TProject>(name, launchProfileName: null)
        .WithHttpEndpoint(port: port, targetPort: builder.ExecutionContext.IsPublishMode ? port : null)
        .WithHttpHealthCheck("/healthz", endpointName: "http")
        .WithHttpProbe(ProbeType.Liveness, "/livez", endpointName: "http")
        .WithHttpProbe(ProbeType.Readiness, "/readyz", endpointName: "http")
        .WithReference(database, "postgres").WaitFor(database)
        .WithReference(redis).WaitFor(redis)
        .WithBlobStore(blobStore).WaitFor(blobStore.Server)
        .WithGitHub(github)
        .WithEnvironment("OCTOBATCH_SERVICE_KEY", serviceKey);
