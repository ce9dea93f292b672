package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.manifest.node.Form;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import java.util.regex.Pattern;

/** {@code source} and {@code title}. */
public final class SourcePart {

    /** What a source or a stream may be called; parts of keys and URLs. */
    public static final Form<String> NAME = Forms.matching(
            Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}"),
            "1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit",
            "sandbox");

    private SourcePart() {}

    /** The source's name. */
    public static String read(Section manifest) {
        manifest.optional("title", Forms.text());
        return manifest.value("source", NAME);
    }
}
