package dev.gapless.connector.manifest.part;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a host is written in a URL. */
public final class HostForm {

    private static final Pattern NUMERIC =
            Pattern.compile("(0[xX][0-9a-fA-F]*|[0-9]+)(\\.(0[xX][0-9a-fA-F]*|[0-9]+))*\\.?");

    /** The only way to write an IPv4 address that every resolver reads in the same way. */
    private static final Pattern PLAIN_4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private HostForm() {}

    /** False for numbers that one resolver reads as this address and another as that, such as {@code 0177.0.0.1}. */
    public static boolean isPlain(String host) {
        return !NUMERIC.matcher(host).matches() || literal(host) != null;
    }

    /** The address, if the host is one in its plain form; null for a name. */
    static @Nullable InetAddress literal(String host) {
        boolean address = host.startsWith("[") || PLAIN_4.matcher(host).matches();
        try {
            return address ? InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** True for the names that always mean the machine itself (RFC 6761). */
    static boolean isLocal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("localhost.") || name.endsWith(".localhost");
    }
}
