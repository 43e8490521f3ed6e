namespace Octobatch.GitHub;
public static class Placeholder;
