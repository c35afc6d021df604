package dev.opportune.gateway;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints: what the build wrote into the jar.
public final class Version implements IVersionProvider {

    /// As the build wrote it into the jar.
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not from a build)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "opportune " + number(),
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
        };
    }
}
