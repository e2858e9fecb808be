-- Plain events of the sources that hang on nothing but people and brands.
{{range .Ticks}}
CREATE TABLE {{.Name}} AS
SELECT id, u, b, t FROM (
  SELECT id, (floor({{$.People}} * pow(draw(id, 1), {{.Tail}})))::INTEGER AS u, pick(id, 2, {{$.Brands}}) AS b,
    (day + clock(id, 3, {{if .Evening}}{{$.EveningHours}}{{else}}{{$.DayHours}}{{end}}) - to_minutes(offset_minutes::BIGINT))::TIMESTAMP AS t
  FROM (SELECT day, offset_minutes, hash('{{.Name}}', {{$.Seed}}::UBIGINT, day, unnest(range(floor({{.PerDay}} * demand + draw(hash(day, '{{.Name}}'), 4))::INTEGER))) AS id FROM day WHERE day >= DATE '{{$.Events}}')
)
ORDER BY t, id;
{{end}}
