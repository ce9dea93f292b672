package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.HttpSpec;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Quantities;
import dev.gapless.common.connector.manifest.node.Section;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** {@code http: {base-url, timeout, max-page, rate: {per-second, burst}}}. */
public final class HttpPart {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private HttpPart() {}

    /** Ready once the whole manifest was found good. */
    public static Supplier<HttpSpec> read(Section manifest, NetworkRule network) {
        Section http = manifest.section("http");
        String url = UrlPart.read(http, "base-url", "http", network);
        Duration timeout = http.value(
                "timeout", Quantities.duration(Duration.ofMillis(100), Duration.ofMinutes(5)), Duration.ofSeconds(10));
        int maxPage = http.value("max-page", Quantities.size(KIB, 64 * MIB), 8 * MIB);
        Section rate = http.section("rate");
        double perSecond = rate.value("per-second", Forms.decimal(0.001, 10_000));
        long burst = rate.value("burst", Forms.whole(1, 10_000));
        return () -> new HttpSpec(URI.create(url), timeout, maxPage, perSecond, (int) burst);
    }
}
