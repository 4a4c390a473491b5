package dev.crossdock.proof.template.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fault to plant in a copy of the template, wherever the text stands, and what the rule has to say of it. */
record Plant(String text, String instead, String wanted) {
    String into(String template) {
        if (!template.contains(text)) {
            throw new AssertionError("cannot plant '%s': the template has no '%s'".formatted(instead, text));
        }
        return template.replaceFirst(Pattern.quote(text),
                Matcher.quoteReplacement(instead));
    }
}
