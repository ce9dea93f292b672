package dev.gapless.connector.manifest.part;

import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.RequestSignature;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.paging.HeaderParameter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rules for names of parameters such as {@code header:X-Since}. */
public final class HeaderParameterPart {

    /** They show credentials, or say what is sent, what is asked for, or how it is to be answered. */
    private static final Set<String> OTHERS = Set.of(
            "authorization",
            "cookie",
            "proxy-authorization",
            "content-type",
            "content-encoding",
            "accept-encoding",
            "expect",
            "te",
            "trailer",
            "range",
            "x-http-method",
            "x-http-method-override",
            "x-method-override");

    private HeaderParameterPart() {}

    /** Each header once, and none that belongs to the connection or to {@code authentication}. */
    public static void check(ManifestSection section, String key, Collection<String> parameters) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String parameter : new TreeSet<>(parameters)) {
            if (!HeaderParameter.is(parameter)) {
                continue;
            }
            String name = HeaderParameter.name(parameter);
            if (AuthenticationPart.HEADER.parser().apply(name) == null
                    || AuthenticationPart.isOurs(name)
                    || OTHERS.stream().anyMatch(name::equalsIgnoreCase)) {
                section.problem(
                        key,
                        "header:NAME with the name of a header that is neither the connection's nor a credential's",
                        "name the source's own header, for example: header:X-Since");
            } else if (!names.add(name)) {
                section.problem(key, "each header once; " + name + " is named twice", "leave one of them out");
            }
        }
    }

    /** None of the headers in which the manifest shows its credential or a signature. */
    public static void checkCredential(
            ManifestSection streams, String stream, AuthenticationScheme scheme, Collection<String> parameters) {
        Set<String> shown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        shown.addAll(scheme.headers().keySet());
        if (scheme.signature() != null) {
            Stream.of(scheme.signature().place(), scheme.signature().timestamp())
                    .flatMap(Stream::ofNullable)
                    .filter(RequestSignature.RequestPlace::header)
                    .forEach(place -> shown.add(place.name()));
        }
        parameters.stream()
                .filter(HeaderParameter::is)
                .map(HeaderParameter::name)
                .filter(shown::contains)
                .distinct()
                .forEach(name -> streams.problem(
                        stream,
                        "no parameter in a header of authentication: " + name,
                        "name the source's own header, for example: header:X-Since"));
    }
}
