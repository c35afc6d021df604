package dev.opportune.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// What this process is called among all gateways, as the owner of leases.
final class OwnName {

    private OwnName() {}

    /// The machine, as it says itself.
    interface Machine {
        InetAddress address() throws UnknownHostException;
    }

    static String find() {
        return of(InetAddress::getLocalHost, ProcessHandle.current().pid());
    }

    /// A machine whose own name does not resolve, as in many a container, gets one by chance: nobody needs to reach it
    /// by that.
    static String of(Machine machine, long pid) {
        try {
            return machine.address().getHostName() + "-" + pid;
        } catch (UnknownHostException _) {
            return "host-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + "-" + pid;
        }
    }
}
