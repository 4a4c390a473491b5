package dev.crossdock.proof.template.rules;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The grammar of EventBridge's schedules, as AWS documents it: {@code rate(VALUE UNIT)}, with the singular for 1 alone, and
 * {@code cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)}, in which one of the two days is {@code ?}.
 */
final class ScheduleExpression {
    private static final Pattern RATE = Pattern.compile("rate\\(([0-9]{1,9}) (minute|hour|day)(s?)\\)");
    private static final Pattern CRON = Pattern.compile("cron\\(([^()]+)\\)");
    private static final List<String> MONTHS = List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP",
            "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;
    private static final List<Field> FIELDS = List.of(new Field("minutes", 0, 59, List.of(), ""),
            new Field("hours", 0, 23, List.of(), ""),
            new Field("day of month", 1, 31, List.of(), "\\?|L|[0-9]{1,2}W|LW"),
            new Field("month", 1, 12, MONTHS, ""), new Field("day of week", 1, 7, DAYS, "\\?|L|[1-7]L|[1-7]#[1-5]"),
            new Field("year", 1970, 2199, List.of(), ""));

    private ScheduleExpression() {}

    /** Empty where EventBridge takes it. */
    static Optional<String> problem(String expression) {
        Matcher rate = RATE.matcher(expression);
        if (rate.matches()) {
            long value = Long.parseLong(rate.group(1));
            boolean fits = value > 0 && (value == 1) == rate.group(3).isEmpty();
            return fits ? Optional.empty() : wrong(expression, "rate(1 hour), rate(2 hours) or the like");
        }
        Matcher cron = CRON.matcher(expression);
        return cron.matches()
                ? cronProblem(expression, List.of(cron.group(1).split(" ", -1)))
                : wrong(expression, "rate(…) or cron(…)");
    }

    private static Optional<String> cronProblem(String expression, List<String> fields) {
        if (fields.size() != FIELDS.size()) {
            return wrong(expression, "six fields");
        }
        if (fields.get(DAY_OF_MONTH).equals("?") == fields.get(DAY_OF_WEEK).equals("?")) {
            return wrong(expression, "? for the day of month or for that of week, and not for both");
        }
        return IntStream.range(0, fields.size()).filter(at -> !FIELDS.get(at).takes(fields.get(at))).boxed().findFirst()
                .flatMap(
                        at -> wrong(expression, "another %s than %s".formatted(FIELDS.get(at).name(), fields.get(at))));
    }

    private static Optional<String> wrong(String expression, String wanted) {
        return Optional.of("got %s, wanted %s".formatted(expression, wanted));
    }

    /**
     * One of the six.
     *
     * @param names of the values, the first for {@code from}
     * @param special what it takes besides, as an expression
     */
    private record Field(String name, int from, int to, List<String> names, String special) {
        private boolean takes(String text) {
            return !text.isEmpty() && (text.matches(special)
                    || List.of(text.split(",", -1)).stream().allMatch(this::takesPart));
        }

        /** {@code *}, {@code 5}, {@code 5-7}, and each with {@code /STEP}. */
        private boolean takesPart(String part) {
            List<String> step = List.of(part.split("/", -1));
            if (step.size() > 2 || !(step.size() == 1 || step.get(1).matches("0*[1-9][0-9]{0,3}"))) {
                return false;
            }
            if (step.getFirst().equals("*")) {
                return true;
            }
            List<Integer> ends = List.of(step.getFirst().split("-", -1)).stream().map(this::value).toList();
            return ends.size() <= 2 && ends.stream().allMatch(end -> end >= from && end <= to)
                    && ends.getFirst() <= ends.getLast();
        }

        /** Below {@code from} for what is none. */
        private int value(String text) {
            return text.matches("[0-9]{1,4}")
                    ? Integer.parseInt(text)
                    : names.contains(text) ? from + names.indexOf(text) : from - 1;
        }
    }
}
