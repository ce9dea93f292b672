package dev.gapless.connector.manifest.part;

import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads URLs. */
final class UrlPart {

    private static final String ACCOUNT = "{account}";
    private static final String LOWER = "{account-lower}";

    private UrlPart() {}

    /** @param plain scheme without encryption, as in {@code http}; the encrypted one has an s behind it */
    static String read(ManifestSection section, String key, String plain, NetworkRule network) {
        String text = section.value(key, ValueFormats.text());
        if (!text.isEmpty()) {
            check(section, key, text, plain, network);
        }
        return text;
    }

    /** @return null when it is no URL, which {@link #read} has noted */
    static @Nullable URI addressOf(String text) {
        return text.isEmpty() ? null : parsed(text, "http");
    }

    private static void check(ManifestSection section, String key, String text, String plain, NetworkRule network) {
        URI url = parsed(text, plain);
        String scheme = url == null || url.getScheme() == null ? "" : url.getScheme();
        if (url == null || url.getHost() == null || !(scheme.equals(plain) || scheme.equals(plain + "s"))) {
            section.problem(
                    key,
                    "a URL that begins with %ss:// or %s://, with a host".formatted(plain, plain),
                    "for example: %s: %ss://api.example.com".formatted(key, plain));
            return;
        }
        if (url.getRawUserInfo() != null) {
            section.problem(key, "no user-info", "give the credential when adding the account");
        }
        if (url.getRawFragment() != null || (plain.equals("http") && url.getRawQuery() != null)) {
            section.problem(key, "no query and no fragment", "put fixed parameters into the streams' listings");
        }
        if (scheme.equals(plain) && !network.allowPrivate()) {
            section.problem(key, "encrypted", "use %ss, or allow it: network: {allow-private: true}".formatted(plain));
        }
        checkHost(section, key, url.getHost().toLowerCase(Locale.ROOT), network);
    }

    private static void checkHost(ManifestSection section, String key, String host, NetworkRule network) {
        if (!HostForm.isPlain(host)) {
            section.problem(
                    key,
                    "an IPv4 address in four decimal numbers, without leading zeros",
                    "other forms are read in different ways: write it like 203.0.113.7, or name the host");
        } else if (!network.allowPrivate() && !isPublic(host)) {
            section.problem(key, "a public host", "name a public host, or allow it: network: {allow-private: true}");
        }
    }

    /**
     * Notes an address that the operator does not permit. Only literal addresses and {@code localhost} are known here:
     * what another name resolves to is checked at each connect.
     */
    static void checkPolicy(ManifestSection section, String key, NetworkRule network, AddressPolicy policy) {
        URI url = parsed(section.value(key, ValueFormats.text(), ""), "ws");
        String host = url == null || url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        InetAddress address = HostForm.isLocal(host) ? InetAddress.getLoopbackAddress() : HostForm.literal(host);
        if (address != null && network.allowPrivate() && !policy.permits(network, address)) {
            section.problem(
                    key,
                    "an address that the operator of this installation allows",
                    "name a public host, or let the operator add it to gapless.network.allowed-private");
        }
    }

    /** An account's id may be anything, so it never stands in what says where to connect to. */
    private static @Nullable URI parsed(String text, String plain) {
        try {
            URI url = new URI(
                    plain.equals("ws") ? text.replace(ACCOUNT, "-account-").replace(LOWER, "-account-") : text);
            String place = url.getRawAuthority();
            return place != null && place.contains("-account-") ? null : url;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** A name counts as public: what it resolves to is checked when it is resolved. */
    private static boolean isPublic(String host) {
        InetAddress address = HostForm.literal(host);
        return address == null ? !HostForm.isLocal(host) && !host.startsWith("[") : PublicAddress.is(address);
    }
}
