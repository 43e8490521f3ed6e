namespace Octobatch.ServiceDefaults;
public static class Placeholder;
