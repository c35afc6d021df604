package dev.opportune.gateway;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints: what the build wrote into the jar.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion());
        return new String[] {
            "opportune " + version.orElse("(not from a build)"),
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
        };
    }
}
