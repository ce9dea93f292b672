package dev.gapless.connector.manifest.part;

import dev.gapless.connector.RequestSignature;
import dev.gapless.connector.RequestSignature.ByteEncoding;
import dev.gapless.connector.RequestSignature.RequestPlace;
import dev.gapless.connector.RequestSignature.SignatureAlgorithm;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code authentication.signed: {algorithm, secret, secret-encoding, text, timestamp, signature}}. */
final class SignaturePart {

    private static final ValueFormat<String> MEMBER =
            ValueFormats.matching(Pattern.compile("[A-Za-z0-9_-]{1,64}"), "a member of the credential", "secret");
    private static final ValueFormat<String> TEXT = ValueFormats.matching(
            Pattern.compile("(?=.*\\{(query|path|target|body|timestamp)})[\\x20-\\x7e]{1,256}"),
            "visible ASCII with at least one of the request's parts: " + RequestSignature.PARTS,
            "'{timestamp}{method}{target}{body}'");

    private SignaturePart() {}

    static RequestSignature read(ManifestSection signed) {
        SignatureAlgorithm algorithm = signed.value(
                "algorithm", ValueFormats.choice(SignatureAlgorithm.HMAC_SHA256, SignatureAlgorithm.class));
        String secret = signed.value("secret", MEMBER, "secret");
        ByteEncoding secretEncoding = signed.value(
                "secret-encoding", ValueFormats.choice(ByteEncoding.TEXT, ByteEncoding.class), ByteEncoding.TEXT);
        String text = signed.value("text", TEXT);
        @Nullable ManifestSection timestamp = signed.optionalSection("timestamp");
        boolean timed = signed.has("timestamp");
        if (text.contains("{timestamp}") && !timed) {
            signed.problem(
                    "timestamp",
                    "required where the text holds {timestamp}",
                    "say where the request tells it: timestamp: {header: X-Timestamp, unit: milliseconds}");
        }
        NumberForm unit = NumberForm.MILLISECONDS;
        if (timestamp != null) {
            unit = timestamp.value("unit", ValueFormats.choice(unit, NumberForm.class), unit);
            if (unit.isCount()) {
                timestamp.problem("unit", "a unit of time", "write: unit: milliseconds");
            }
        }
        @Nullable RequestPlace time = timestamp == null ? null : place(timestamp);
        ManifestSection signature = signed.section("signature");
        RequestPlace place = place(signature);
        ByteEncoding encoding = signature.value(
                "encoding", ValueFormats.choice(ByteEncoding.HEX, ByteEncoding.class), ByteEncoding.HEX);
        if (encoding == ByteEncoding.TEXT) {
            signature.problem("encoding", "hex or base64", "write: encoding: hex");
        }
        return new RequestSignature(
                algorithm, secret, secretEncoding, text, timed ? time : null, unit, place, encoding);
    }

    private static RequestPlace place(ManifestSection section) {
        @Nullable String header = section.optional("header", AuthenticationPart.HEADER);
        @Nullable String query = section.optional("query", AuthenticationPart.QUERY);
        if ((header == null) == (query == null)) {
            section.problem(
                    header == null ? "header" : "query",
                    "either header or query",
                    header == null ? "add it, for example: header: X-Signature" : "leave it out");
        }
        if (header != null) {
            AuthenticationPart.checkName(section, "header", header);
        }
        return new RequestPlace(header != null, header != null ? header : query == null ? "" : query);
    }
}
