package dev.gapless.standalone.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a command reports on: all sources, one source, or one account of it. */
final class SourceScopeOptions {

    @Parameters(paramLabel = "SOURCE", arity = "0..1", description = "only this source (default: all)")
    private String source = "";

    @Option(names = "--account", description = "only this account of the source")
    private String account = "";

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @throws ParameterException when an account is named without its source */
    void check() {
        if (source.isEmpty() && !account.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--account: no source is named. Write: ./%s SOURCE --account %s"
                            .formatted(command.qualifiedName(), account));
        }
    }

    boolean hasSource() {
        return !source.isEmpty();
    }

    boolean hasAccount() {
        return !account.isEmpty();
    }

    /** The source as a part of a URL; empty for all sources. */
    String encodedSource() {
        return SuiteConnectionOptions.encoded(source);
    }

    /** The account as a part of a URL; empty for all accounts. */
    String encodedAccount() {
        return SuiteConnectionOptions.encoded(account);
    }
}
