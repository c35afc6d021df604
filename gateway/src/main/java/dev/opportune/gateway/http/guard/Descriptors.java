package dev.opportune.gateway.http.guard;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many connections the process' file descriptors allow.
final class Descriptors {

    private Descriptors() {}

    /// Those of this process; as many as an `int` holds where nothing says.
    static int connections() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? connections(unix.getMaxFileDescriptorCount())
                : Integer.MAX_VALUE;
    }

    /// Some are kept back for what the gateway itself opens; half, where there are very few.
    static int connections(long descriptors) {
        long most = Math.max(descriptors - GuardLimits.DESCRIPTORS_KEPT_BACK, descriptors / 2);
        return Math.clamp(most, 1, Integer.MAX_VALUE);
    }
}
