package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.manifest.node.ManifestSection;
import dev.gapless.common.connector.manifest.node.ValueFormats;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads URLs. */
final class UrlPart {

    private static final Pattern NUMERIC =
            Pattern.compile("(0[xX][0-9a-fA-F]+|[0-9]+)(\\.(0[xX][0-9a-fA-F]+|[0-9]+))*\\.?");

    private UrlPart() {}

    /** @param plain scheme without encryption, as in {@code http}; the encrypted one has an s behind it */
    static String read(ManifestSection section, String key, String plain, NetworkRule network) {
        String text = section.value(key, ValueFormats.text());
        if (!text.isEmpty()) {
            check(section, key, text, plain, network);
        }
        return text;
    }

    private static void check(ManifestSection section, String key, String text, String plain, NetworkRule network) {
        URI url = parsed(text);
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
        if (!network.allowPrivate() && !isPublic(url.getHost())) {
            section.problem(key, "a public host", "name a public host, or allow it: network: {allow-private: true}");
        }
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text.replace("{account}", "account"));
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** A name counts as public: what it resolves to is checked by whoever resolves it. */
    private static boolean isPublic(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.equals("localhost.") || name.endsWith(".localhost")) {
            return false;
        }
        if (!name.startsWith("[") && !NUMERIC.matcher(name).matches()) {
            return true;
        }
        try {
            return PublicAddress.is(InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", "")));
        } catch (IllegalArgumentException e) {
            // 0x7f.1 and the like: some resolvers read it as an address
            return false;
        }
    }
}
