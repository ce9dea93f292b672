package dev.gapless.common.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine; that of the pod in Kubernetes. */
final class HostName {

    private HostName() {}

    /** Without an entry for the machine in its own name service: what the environment says, or {@code localhost}. */
    static String get() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            String told = System.getenv("HOSTNAME");
            return told == null || told.isBlank() ? "localhost" : told;
        }
    }
}
