# What the validating reader of Ruby's standard library says of feeds in a folder: RSS 2.0 and Atom, element by element.
#
#     ruby bench/valid.rb FOLDER          (Debian: ruby-rss)
#
# Prints how many documents of each kind were read and the complaints by kind, the most frequent first.
require "rss"

counts, faults = Hash.new(0), Hash.new(0)
Dir.glob(File.join(ARGV.fetch(0), "*.{atom,rss}")).sort.each do |path|
  kind = File.extname(path)
  counts[kind] += 1
  begin
    feed = RSS::Parser.parse(File.read(path, encoding: "UTF-8"), true, true)  # validating; elements of other namespaces pass
    faults["#{kind} is no feed"] += 1 if feed.nil?
    entries = kind == ".atom" ? feed.entries : feed.items
    faults["#{kind} lost entries"] += 1 if entries.length != File.read(path).scan(kind == ".atom" ? "<entry" : "<item>").length
  rescue RSS::Error => error
    faults["#{kind} #{error.class}: #{error.message[0, 160].tr("\n", " ")}"] += 1
  end
end
counts.sort.each { |kind, count| puts "#{kind[1..]}: #{count} documents" }
puts "no complaints" if faults.empty?
faults.sort_by { |_, count| -count }.first(30).each { |fault, count| puts "#{count} #{fault}" }
