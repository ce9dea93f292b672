package dev.gapless.standalone.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The first argument of a command that does several things. */
final class CommandVerb {

    private CommandVerb() {}

    /** Empty for a word that is none of them: then standard error names them, and the command ends with 2. */
    static <E extends Enum<E>> Optional<E> parse(Class<E> verbs, String word) {
        Optional<E> verb = Arrays.stream(verbs.getEnumConstants())
                .filter(each -> word(each).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (verb.isEmpty()) {
            System.err.println("say one of "
                    + Arrays.stream(verbs.getEnumConstants())
                            .map(CommandVerb::word)
                            .collect(Collectors.joining(", ")));
        }
        return verb;
    }

    /** As it is written on the command line, and in the path of a request. */
    static String word(Enum<?> verb) {
        return verb.name().toLowerCase(Locale.ROOT);
    }
}
